try:
    1 / 0
except MissingError:
# error: NameError: name 'MissingError' is not defined
# at: 3:8-3:20
    pass
