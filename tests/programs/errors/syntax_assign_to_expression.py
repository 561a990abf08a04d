# error: SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?
# at: 3:1-3:6
x + 1 = 2
