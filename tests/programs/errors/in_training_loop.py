w = torch.zeros(3, requires_grad=True)
for epoch in range(3):
    loss = (w - 1).pow(2).sum()
    loss.backward()
    print(epoch, loss.item())
    # expect: 0 3.0
    # expect: 1 1.9200000762939453
    w = w - 0.1 * w.grad
    # error: TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'
    # at: 8:13-8:25
