it = iter([1])
next(it)
try:
    next(it)
except StopIteration as e:
    print("stopped", repr(e))  # expect: stopped StopIteration()
