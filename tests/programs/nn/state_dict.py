a, b = nn.Linear(2, 1), nn.Linear(2, 1)
print(b.load_state_dict(a.state_dict()), torch.equal(a.weight, b.weight))
# expect: <All keys matched successfully> True
print(a.state_dict())
# expect: OrderedDict([('weight', tensor([[-0.0053,  0.3793]])), ('bias', tensor([-0.5820]))])
