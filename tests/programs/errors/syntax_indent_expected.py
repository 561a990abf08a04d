# error: IndentationError: expected an indented block after function definition on line 3
# at: 4:1-4:7
def f():
return 1
