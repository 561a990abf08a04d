# error: SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?
# at: 3:1-3:2
1 = x
