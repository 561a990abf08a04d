# The module __future__: all of it is there anyway.

annotations = None
division = None
print_function = None
