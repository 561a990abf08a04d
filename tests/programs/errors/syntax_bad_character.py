# error: SyntaxError: invalid syntax
# at: 3:7-3:8
x = 1 $ 2
