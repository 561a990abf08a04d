if torch.tensor(1.0):
    print("one")  # expect: one
if not torch.tensor([0]):
    print("zero")  # expect: zero
print(bool(torch.tensor([[2.0]])), torch.tensor(1) > 0 and "yes", any(torch.tensor([0, 1])))
# expect: True yes True
