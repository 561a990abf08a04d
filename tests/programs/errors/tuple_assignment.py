t = (1, 2)
t[0] = 5
# error: TypeError: 'tuple' object does not support item assignment
# at: 2:1-2:5
