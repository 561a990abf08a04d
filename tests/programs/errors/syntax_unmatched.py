# error: SyntaxError: closing parenthesis ']' does not match opening parenthesis '('
# at: 3:10
x = (1, 2]
