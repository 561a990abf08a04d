print("{} {}".format(1, "a"), "{1} {0}".format("x", "y"), "{a:.2f} {b}".format(a=1.5, b=[1]))
# expect: 1 a y x 1.50 [1]
print("{:>5}|{:<5}|{:^5}|".format("r", "l", "c"), "{0}{0}".format("ab"), "{:.3f}".format(2))
# expect:     r|l    |  c  | abab 2.000
print("{0[1]} {d[k]}".format([1, 2], d={"k": 3}), format(3.14159, ".2f"), format(42, "x"))
# expect: 2 3 3.14 2a
