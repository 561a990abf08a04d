x = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    y = x * 3
y.backward()
# error: RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# at: 4:1-4:13
