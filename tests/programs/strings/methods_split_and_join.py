print("a b  c".split(), "a,b,,c".split(","), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1))
# expect: ['a', 'b', 'c'] ['a', 'b', '', 'c'] ['a', 'b,c'] ['a,b', 'c']
print("-".join(["x", "y"]), ", ".join(str(i) for i in range(3)), "one\ntwo\n".splitlines())
# expect: x-y 0, 1, 2 ['one', 'two']
print("k=v=w".partition("="), "k=v=w".rpartition("="))
# expect: ('k', '=', 'v=w') ('k=v', '=', 'w')
print("aaa".rsplit("aa"), "aaa".split("aa"), "a b ".rsplit())  # expect: ['a', ''] ['', 'a'] ['a', 'b']
least = -9223372036854775807 - 1  # as -1: no bound
print("a b c".split(None, least), "a,b".split(",", least), "a,b".rsplit(",", least))
# expect: ['a', 'b', 'c'] ['a', 'b'] ['a', 'b']
print("aaa".replace("a", "b", least), "aaa".replace("a", "b", 2))  # expect: bbb bba
