[1].add(2)
# error: AttributeError: 'list' object has no attribute 'add'
# at: 1:1-1:8
