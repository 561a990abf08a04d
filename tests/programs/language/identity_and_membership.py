x = None
print(x is None, x is not None)  # expect: True False
print(2 in [1, 2], 3 not in (1, 2), "ell" in "hello", "k" in {"k": 1}, 1 in {1, 2})
# expect: True True True True True
