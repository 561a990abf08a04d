# error: SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?
# at: 4:4-4:9
x = 1
if x = 1:
    print(x)
