# error: SyntaxError: '(' was never closed
# at: 3:17
x = torch.tensor([1.0, 2.0]
y = x + 1
