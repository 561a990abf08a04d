try:
    1 / 0
    # error: ZeroDivisionError: division by zero
    # at: 2:5-2:10
except ZeroDivisionError:
    print("cleaning up")  # expect: cleaning up
    raise
