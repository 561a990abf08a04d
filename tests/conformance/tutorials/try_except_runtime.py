x = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    (x * 2).backward()
except RuntimeError as e:
    print('caught:', e)  # expect: caught: grad can be implicitly created only for scalar outputs
