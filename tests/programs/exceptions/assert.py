assert 1 + 1 == 2
try:
    assert [] , "empty"
except AssertionError as e:
    print("assertion:", e)  # expect: assertion: empty
try:
    assert False
except AssertionError as e:
    print(repr(e))  # expect: AssertionError()
