print('single', "double", 'it\'s', "a\tb", "back\\slash", r"raw\n", "\x41\u00e9\u2713")
# expect: single double it's a	b back\slash raw\n Aé✓
print("""two
lines""")
# expect: two
# expect: lines
print("a" "b" 'c')  # expect: abc
