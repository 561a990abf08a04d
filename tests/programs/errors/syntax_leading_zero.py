# error: SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers
# at: 3:5-3:6
x = 012
