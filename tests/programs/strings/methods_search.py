s = "banana"
print(s.find("an"), s.rfind("an"), s.find("z"), s.index("n"), s.count("a"), s.count("ana"))
# expect: 1 3 -1 2 3 1
print(s.startswith("ban"), s.endswith(("x", "na")), s.startswith("an", 1))  # expect: True True True
print("aaaa".rfind("aa"), "aaaa".rfind(""), "".rfind(""), "".rfind("a"), "ab".rfind("abc"))
# expect: 2 4 0 -1 -1
many = "x" + "ab" * 200 + "y" * 300
print(many.rfind("ab"), many.rfind("x"), many.rfind("xy"), many.rfind("ab", 0, 101), many.rfind("ab", 400))
# expect: 399 0 -1 99 -1
print("éxé".rfind("é"), "éxé".rfind("é", 0, 2), "aba".rpartition("ba"))  # expect: 2 0 ('a', 'ba', '')
