math.squareroot(2)
# error: AttributeError: module 'math' has no attribute 'squareroot'
# at: 1:1-1:16
