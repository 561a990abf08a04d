y = torch.tensor([1.0, 4.0])
torch.sqrt_(y)
print(y, torch.neg_(y) is y)  # expect: tensor([-1., -2.]) True
try:
    torch.sin_(torch.ones(2, requires_grad=True))
except RuntimeError as error:
    print(error)
    # expect: a leaf Variable that requires grad is being used in an in-place operation.
