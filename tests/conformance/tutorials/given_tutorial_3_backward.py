torch.manual_seed(0)
x = torch.rand(2, 2, requires_grad=True)
z = (x + 2) * (x + 2) * 3
out = z.mean()
out.backward()
print(x.grad)
# expect: tensor([[3.7444, 4.1523],
# expect:         [3.1327, 3.1980]])
