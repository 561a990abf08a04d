x = torch.ones(8)
print(F.dropout(x, 0.5, training=False), F.dropout(x, 0.5), F.dropout(x, p=1.0))
# expect: tensor([1., 1., 1., 1., 1., 1., 1., 1.]) tensor([0., 0., 2., 0., 0., 0., 2., 2.]) tensor([0., 0., 0., 0., 0., 0., 0., 0.])
