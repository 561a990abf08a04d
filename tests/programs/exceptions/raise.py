class Oops(ValueError):
    pass
try:
    raise Oops("bad", 3)
except ValueError as e:
    print(type(e).__name__, e, e.args, isinstance(e, Oops), repr(e))
    # expect: Oops ('bad', 3) ('bad', 3) True Oops('bad', 3)
try:
    raise KeyError
except KeyError as e:
    print(repr(e), str(e) == "")  # expect: KeyError() True
