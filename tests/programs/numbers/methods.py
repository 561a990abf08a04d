print((2.0).is_integer(), (2.5).is_integer(), (10).bit_length(), (3).real)  # expect: True False 4 3
