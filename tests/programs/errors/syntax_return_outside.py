# error: SyntaxError: 'return' outside function
# at: 3:1-3:9
return 1
