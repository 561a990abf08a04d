# error: SyntaxError: invalid syntax
# at: 3:7-3:8
class = 1
