print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("tab\t new\n back\\"), repr("é✓"))
# expect: "it's" 'say "hi"' 'both \' and "' 'tab\t new\n back\\' 'é✓'
print(["a", "it's"], ("x",), {"k": "v"})  # expect: ['a', "it's"] ('x',) {'k': 'v'}
print(repr("\x00\x1f\x7f"))  # expect: '\x00\x1f\x7f'
