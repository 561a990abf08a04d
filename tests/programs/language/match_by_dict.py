ops = {"+": lambda a, b: a + b, "*": lambda a, b: a * b, "max": max}
print([ops[k](2, 3) for k in ops], ops.get("-", lambda *a: None)(1, 2))  # expect: [5, 6, 3] None
