# error: SyntaxError: nonlocal declaration not allowed at module level
# at: 3:1-3:11
nonlocal x
