d = {"a": 1, "b": 2}
d["c"] = 3
print(d, d["a"], d.get("z"), d.get("z", 0), "a" in d, len(d))
# expect: {'a': 1, 'b': 2, 'c': 3} 1 None 0 True 3
print(list(d), list(d.keys()), list(d.values()), list(d.items()))
# expect: ['a', 'b', 'c'] ['a', 'b', 'c'] [1, 2, 3] [('a', 1), ('b', 2), ('c', 3)]
print(d.pop("a"), d.pop("zz", None), d)  # expect: 1 None {'b': 2, 'c': 3}
d.update({"b": 20}, e=5)
print(d, d.setdefault("f", []), d)
# expect: {'b': 20, 'c': 3, 'e': 5, 'f': []} [] {'b': 20, 'c': 3, 'e': 5, 'f': []}
print(dict(a=1), dict([("x", 1)]), {**d, "b": 0}, {1: "i", (1, 2): "t", None: 0})
# expect: {'a': 1} {'x': 1} {'b': 0, 'c': 3, 'e': 5, 'f': []} {1: 'i', (1, 2): 't', None: 0}
