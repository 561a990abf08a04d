# error: SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?
# at: 3:1-3:14
print "hello"
