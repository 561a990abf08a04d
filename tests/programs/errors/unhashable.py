d = {[1]: 2}
# error: TypeError: unhashable type: 'list'
# at: 1:5-1:13
