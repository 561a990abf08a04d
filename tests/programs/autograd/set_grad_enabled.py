x = torch.tensor(1.0, requires_grad=True)
torch.set_grad_enabled(False)
print((x * 2).requires_grad)  # expect: False
torch.set_grad_enabled(True)
print((x * 2).requires_grad)  # expect: True
with torch.set_grad_enabled(False):
    print(x * 2)  # expect: tensor(2.)
with torch.inference_mode():
    print((x * 2).requires_grad, (x * 2).is_inference())  # expect: False True
