print(1, 2, sep="-")  # expect: 1-2
print("a", end="")
print("b", end="!\n")  # expect: ab!
print()  # expect:
print(1, 2.0, None, True, "s", [1], sep=", ")  # expect: 1, 2.0, None, True, s, [1]
print(*[1, 2, 3])  # expect: 1 2 3
print("x", "y", sep="")  # expect: xy
