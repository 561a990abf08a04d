words = ["tensor", "grad", "loss", "step", "tape"]
by_length = {}
for w in words:
    by_length.setdefault(len(w), []).append(w)
print(by_length, sorted(by_length), sorted(words, key=lambda w: (len(w), w)))
# expect: {6: ['tensor'], 4: ['grad', 'loss', 'step', 'tape']} [4, 6] ['grad', 'loss', 'step', 'tape', 'tensor']
counts = {}
for c in "gradient":
    counts[c] = counts.get(c, 0) + 1
print(counts, max(counts, key=counts.get))
# expect: {'g': 1, 'r': 1, 'a': 1, 'd': 1, 'i': 1, 'e': 1, 'n': 1, 't': 1} g
