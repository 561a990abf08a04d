x = torch.tensor(1.0, requires_grad=True)
with torch.no_grad():
    y = x * 2
    print(y, y.requires_grad, torch.is_grad_enabled())  # expect: tensor(2.) False False
    with torch.enable_grad():
        print((x * 2).requires_grad)  # expect: True
print(torch.is_grad_enabled(), (y * 1).requires_grad)  # expect: True False
