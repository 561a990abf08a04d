a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a.exp()
b += 1
b.sum().backward()
# error: RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of Exp, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# at: 4:1-4:19
