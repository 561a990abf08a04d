try:
    int("x")
    # error: ValueError: invalid literal for int() with base 10: 'x'
    # at: 2:5-2:13
finally:
    print("finally")  # expect: finally
