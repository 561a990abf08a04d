x = torch.tensor(2.0, requires_grad=True)
y = (x ** 2 + 1).log()
print(y.grad_fn)  # expect: <LogBackward0 object at 0xADDR>
print(y.grad_fn.next_functions[0][0])  # expect: <AddBackward0 object at 0xADDR>
print(type(y.grad_fn).__name__, y.grad_fn.name())  # expect: LogBackward0 LogBackward0
