for i in range(3):
    try:
        if i == 1:
            continue
        print(i)  # expect: 0
    finally:
        print("end", i)
        # expect: end 0
        # expect: end 1
        # expect: 2
        # expect: end 2
