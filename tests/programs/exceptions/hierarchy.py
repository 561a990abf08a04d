print(issubclass(KeyError, LookupError), issubclass(ZeroDivisionError, ArithmeticError), issubclass(NotImplementedError, RuntimeError))
# expect: True True True
try:
    torch.ones(2) + torch.ones(3)
except RuntimeError as e:
    print(type(e).__name__)  # expect: RuntimeError
