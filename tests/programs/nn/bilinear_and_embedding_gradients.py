emb = nn.Embedding(4, 2)
out = emb(torch.tensor([1, 1, 3]))
out.sum().backward()
print(emb.weight.grad, emb)
# expect: tensor([[0., 0.],
# expect:         [2., 2.],
# expect:         [0., 0.],
# expect:         [1., 1.]]) Embedding(4, 2)
print(nn.Embedding(3, 2, padding_idx=0).weight[0])
# expect: tensor([0., 0.], grad_fn=<SelectBackward0>)
