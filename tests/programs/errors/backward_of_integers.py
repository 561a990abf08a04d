x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.argmax()
y.backward()
# error: RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# at: 3:1-3:13
