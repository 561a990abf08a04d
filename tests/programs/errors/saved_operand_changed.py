a = torch.ones(2, 2, requires_grad=True)
b = a * 1
c = b * b
b.zero_()
c.sum().backward()
# error: RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2, 2]], which is output 0 of Zero, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# at: 5:1-5:19
