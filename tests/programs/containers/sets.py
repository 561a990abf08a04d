s = {3, 1, 2, 3}
print(len(s), sorted(s), 2 in s, set(), {1} | {2}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2} ^ {2, 3})
# expect: 3 [1, 2, 3] True set() {1, 2} {2} {1} {1, 3}
s.add(5)
s.discard(9)
s.remove(1)
print(sorted(s), {1} <= {1, 2}, {1, 2} == {2, 1}, sorted(set("hello")), s.isdisjoint({9}))
# expect: [2, 3, 5] True True ['e', 'h', 'l', 'o'] True
