print("[" + "  x ".strip() + "]", "[" + "  x ".lstrip() + "]", "xxaxx".strip("x"), "file.py".removesuffix(".py"))
# expect: [x] [x ] a file
print("[" + "ab".center(6) + "]", "ab".ljust(4, "."), "ab".rjust(4, "."), "42".zfill(5), "-42".zfill(5))
# expect: [  ab  ] ab.. ..ab 00042 -0042
print("aXbX".replace("X", "-"), "aXbX".replace("X", "-", 1), "prefix".removeprefix("pre"))
# expect: a-b- a-bX fix
print("éaéböé".strip("öé"), "éaéb".lstrip("aé"), "aéb".rstrip("b") + "|", "aéa".strip("a"), "öab".strip("é"))
# expect: aéb b aé| é öab
