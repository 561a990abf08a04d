d = {"a": 1}
print(d.keys(), d.values(), d.items())
# expect: dict_keys(['a']) dict_values([1]) dict_items([('a', 1)])
