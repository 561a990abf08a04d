x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 1
y[1] = 10.0
y[2] = x[0] * y[0]
y.sum().backward()
# error: RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor []], which is output 0 of AsStrided, is at version 2; expected version 1 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# at: 5:1-5:19
print(y, x.grad)
