x = torch.tensor(1.0, requires_grad=True)
try:
    with torch.no_grad():
        raise ValueError("inside")
except ValueError:
    print(torch.is_grad_enabled(), (x * 2).requires_grad)  # expect: True True
