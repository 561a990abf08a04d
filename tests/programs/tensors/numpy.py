print(torch.ones(2).numpy())  # expect: [1. 1.]
x = torch.tensor([[1.5, 2], [3, 4]], requires_grad=True)
print(x.detach().numpy(), torch.arange(3).numpy())
# expect: [[1.5 2. ]
# expect:  [3.  4. ]] [0 1 2]
