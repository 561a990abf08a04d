s = "gradient"
print(s[0], s[-1], s[1:4], s[:3], s[-3:], s[::2], s[::-1], s[10:], len(s))
# expect: g t rad gra ent gain tneidarg  8
