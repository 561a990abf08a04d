x = 5
print(1 < x < 10, 1 < x > 7, 5 == x == 5.0, 1 < 2 > 1 != 3)  # expect: True False True True
def show(v):
    print("seen", v)
    return v
print(show(1) < show(0) < show(5))
# expect: seen 1
# expect: seen 0
# expect: False
