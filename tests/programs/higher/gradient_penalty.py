x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([0.5, -1.0], requires_grad=True)
out = torch.tanh(w @ x)
(g,) = torch.autograd.grad(out, x, create_graph=True)
loss = (g.norm() - 1) ** 2
loss.backward()
print(g, loss, w.grad, x.grad)
# expect: tensor([ 0.0904, -0.1807], grad_fn=<MulBackward0>) tensor(0.6367, grad_fn=<PowBackward0>) tensor([-0.7127, -0.9095]) tensor([-0.2919,  0.5837])
