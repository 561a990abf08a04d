class P:
    pass
p = P()
p.x = 1
setattr(p, "y", 2)
print(hasattr(p, "x"), hasattr(p, "z"), getattr(p, "y"), getattr(p, "z", None))
# expect: True False 2 None
del p.x
print(hasattr(p, "x"), p.__dict__)  # expect: False {'y': 2}
