# error: SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?
# at: 3:1-3:5
f(x) = 3
