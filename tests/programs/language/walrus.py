if (n := len("hello")) > 3:
    print(n)  # expect: 5
print([y := 1, y + 1], y)  # expect: [1, 2] 1
