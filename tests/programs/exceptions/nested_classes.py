deep = (ValueError,)
for i in range(200000):
    deep = (deep,)
try:
    isinstance(1, deep)
except RecursionError:
    print("too deep")  # expect: too deep
try:
    try:
        raise TypeError("x")
    except deep:
    # error: TypeError: catching classes that do not inherit from BaseException is not allowed
    # at: 11:5
        print("not this one")
except RecursionError:
    print("too deep")
print(isinstance(1, ((str, (int,)), float)))
