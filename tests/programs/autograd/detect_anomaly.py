x = torch.tensor(2.0, requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    (x * 3).backward()
print(x.grad)  # expect: tensor(3.)
