x = torch.ones(2)
print(x._version)  # expect: 0
x += 1
x[0] = 5
x.mul_(2)
print(x._version, x.view(2, 1)._version, x.detach()._version, x.clone()._version)  # expect: 3 3 3 0
