x = torch.tensor(0.5, requires_grad=True)
out = torch.empty(4)
for i in range(4):
    out[i] = x ** i
out.sum().backward()
print(out, x.grad)
# expect: tensor([1.0000, 0.5000, 0.2500, 0.1250], grad_fn=<CopySlices>) tensor(2.7500)
