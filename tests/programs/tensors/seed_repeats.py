torch.manual_seed(3)
a = torch.rand(3)
torch.manual_seed(3)
print(torch.equal(a, torch.rand(3)), a)  # expect: True tensor([0.0043, 0.1056, 0.2858])
