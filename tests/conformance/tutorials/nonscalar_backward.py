x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
y.backward()
# error: RuntimeError: grad can be implicitly created only for scalar outputs
# at: 3:1-3:13
