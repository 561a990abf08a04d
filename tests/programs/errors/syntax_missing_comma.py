# error: SyntaxError: invalid syntax. Perhaps you forgot a comma?
# at: 3:6-3:9
x = [1 2]
