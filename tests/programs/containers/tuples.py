t = 1, 2
print(t, (1,), (), t + (3,), t * 2, t[0], t[-1:], len(t), (1, 2) == t, t < (1, 3), 2 in t)
# expect: (1, 2) (1,) () (1, 2, 3) (1, 2, 1, 2) 1 (2,) 2 True True True
print(t.index(2), t.count(1), tuple("ab"), tuple([1, [2]]))  # expect: 1 1 ('a', 'b') (1, [2])
