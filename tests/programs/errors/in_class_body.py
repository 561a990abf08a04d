class C:
    x = 1
    y = x.z
    # error: AttributeError: 'int' object has no attribute 'z'
    # at: 3:9-3:12
