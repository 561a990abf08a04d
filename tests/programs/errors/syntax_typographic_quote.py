# error: SyntaxError: invalid character '“' (U+201C)
# at: 3:7
print(“hello”)
