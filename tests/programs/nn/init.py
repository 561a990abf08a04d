w = torch.empty(2, 3)
nn.init.xavier_uniform_(w)
print(w)
# expect: tensor([[-0.0082,  0.5876, -0.9016],
# expect:         [-0.8062, -0.4219,  0.2938]])
nn.init.normal_(w, std=0.1)
print(w, nn.init.zeros_(w), nn.init.constant_(w, 2.0), nn.init.ones_(w))
# expect: tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]]) tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]]) tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]]) tensor([[1., 1., 1.],
# expect:         [1., 1., 1.]])
nn.init.kaiming_uniform_(w, a=math.sqrt(5))
# expect: tensor([[-0.3914, -0.2514,  0.2097],
# expect:         [ 0.4794, -0.1188,  0.4320]])
