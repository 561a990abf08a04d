# error: SyntaxError: expected 'except' or 'finally' block
# at: 5:1-5:2
try:
    x = 1
y = 2
