torch.rand(5)
nn.Linear(2, 2)
print(torch.rand(2))  # expect: tensor([0.4017, 0.0223])
