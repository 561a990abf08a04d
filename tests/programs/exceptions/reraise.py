def f():
    try:
        raise ValueError("first")
    except ValueError:
        print("seen")
        raise
try:
    f()  # expect: seen
except ValueError as e:
    print("outer", e)  # expect: outer first
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("second") from e
except RuntimeError as e:
    print(e, repr(e.__cause__))  # expect: second ZeroDivisionError('division by zero')
