# error: SyntaxError: unmatched ')'
# at: 3:11
print("a"))
