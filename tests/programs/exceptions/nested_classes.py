deep = (ValueError,)
for i in range(200000):
    deep = (deep,)
try:
    isinstance(1, deep)
except RecursionError:
    print("too deep")  # expect: too deep
print(isinstance(1, ((str, (int,)), float)))  # expect: True
try:
    try:
        raise TypeError("x")
    except (ValueError, TypeError):
        print("caught")  # expect: caught
    raise TypeError("x")
except deep:
# error: TypeError: catching classes that do not inherit from BaseException is not allowed
# at: 15:1
    print("not this one")
