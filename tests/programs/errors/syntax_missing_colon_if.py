# error: SyntaxError: expected ':'
# at: 4:9
x = 1
if x > 0
    print(x)
