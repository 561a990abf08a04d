x = torch.tensor([1.0, 3.0], requires_grad=True)
print(x.argmax(), (x > 1), x.long(), x.sort().indices.requires_grad, x.round())
# expect: tensor(1) tensor([False,  True]) tensor([1, 3]) False tensor([1., 3.], grad_fn=<RoundBackward0>)
