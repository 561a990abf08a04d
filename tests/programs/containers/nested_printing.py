print([[1, [2.0, "x"]], (None, {"k": [True]})], [torch.tensor(1.0)], {"w": torch.ones(2)})
# expect: [[1, [2.0, 'x']], (None, {'k': [True]})] [tensor(1.)] {'w': tensor([1., 1.])}
xs = [1]
xs.append(xs)
print(xs)  # expect: [1, [...]]
