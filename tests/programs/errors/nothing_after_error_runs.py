print("before")  # expect: before
1 / 0
# error: ZeroDivisionError: division by zero
# at: 2:1-2:6
print("after")
