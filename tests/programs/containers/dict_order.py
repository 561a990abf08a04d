d = {"z": 1, "a": 2}
d["m"] = 3
d["z"] = 9
print(d)  # expect: {'z': 9, 'a': 2, 'm': 3}
del d["z"]
d["z"] = 0
print(d, d.popitem(), {1: "a", 1.0: "b", True: "c"})  # expect: {'a': 2, 'm': 3} ('z', 0) {1: 'c'}
