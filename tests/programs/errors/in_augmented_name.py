count += 1
# error: NameError: name 'count' is not defined
# at: 1:1-1:6
