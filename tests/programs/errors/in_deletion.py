del nothing
# error: NameError: name 'nothing' is not defined
# at: 1:5-1:12
