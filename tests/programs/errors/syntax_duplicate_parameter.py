# error: SyntaxError: duplicate argument 'a' in function definition
# at: 3:10-3:11
def f(a, a):
    pass
