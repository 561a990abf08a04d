print("a b  c".split(), "a,b,,c".split(","), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1))
# expect: ['a', 'b', 'c'] ['a', 'b', '', 'c'] ['a', 'b,c'] ['a,b', 'c']
print("-".join(["x", "y"]), ", ".join(str(i) for i in range(3)), "one\ntwo\n".splitlines())
# expect: x-y 0, 1, 2 ['one', 'two']
print("k=v=w".partition("="), "k=v=w".rpartition("="))
# expect: ('k', '=', 'v=w') ('k=v', '=', 'w')
