x = 3
print(f"value {x.foo} there")
# error: AttributeError: 'int' object has no attribute 'foo'
# at: 2:16-2:21
