for n in (-1, 0, 1):
    print("negative" if n < 0 else "zero" if n == 0 else "positive")
    # expect: negative
    # expect: zero
    # expect: positive
