print(str([1, "a", None, True, 2.0]), str({"a": (1,)}), str(None), str(print is print), repr(1e-7))
# expect: [1, 'a', None, True, 2.0] {'a': (1,)} None True 1e-07
print(ord("a"), chr(98), chr(0x2713), list("abc"), sorted("bca"))
# expect: 97 b ✓ ['a', 'b', 'c'] ['a', 'b', 'c']
