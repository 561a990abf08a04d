w = torch.ones(2, requires_grad=True)
with torch.no_grad():
    v = w[0:1]
v.mul_(3)
# error: RuntimeError: A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).
# at: 4:1-4:10
print(w)
v.backward()
