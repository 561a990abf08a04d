größe = "π≈3"; größe.foo
# error: AttributeError: 'str' object has no attribute 'foo'
# at: 1:16-1:25
