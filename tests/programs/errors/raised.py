def check(x):
    if x < 0:
        raise ValueError(f"negative: {x}")
        # error: ValueError: negative: -1
        # at: 3:9-3:43
    return x
check(1)
check(-1)
