s = "banana"
print(s.find("an"), s.rfind("an"), s.find("z"), s.index("n"), s.count("a"), s.count("ana"))
# expect: 1 3 -1 2 3 1
print(s.startswith("ban"), s.endswith(("x", "na")), s.startswith("an", 1))  # expect: True True True
