w = torch.tensor(1.0, requires_grad=True)
for step in range(3):
    loss = (w - 4) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    print(step, round(loss.item(), 4), w.grad)
    # expect: 0 9.0 tensor(-6.)
    # expect: 1 5.76 tensor(-4.8000)
    # expect: 2 3.6864 tensor(-3.8400)
    w.grad = None
print(w)  # expect: tensor(2.4640, requires_grad=True)
