x = torch.tensor([1.0], requires_grad=True)
for flag in (True, False):
    with torch.set_grad_enabled(flag):
        y = x * 2
    print(flag, y.requires_grad, torch.is_grad_enabled())
    # expect: True True True
    # expect: False False True
@torch.no_grad()
def doubler(v):
    return v * 2
print(doubler(x).requires_grad)  # expect: False
