w = torch.ones(2, 2, requires_grad=True)
h = torch.ones(2, 2, requires_grad=True) @ w
loss = (h @ w).sum()
with torch.no_grad():
    w -= 0.1
loss.backward()
# error: RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2, 2]] is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# at: 6:1-6:16
