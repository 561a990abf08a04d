x = torch.tensor([[-1.0, 0.5, 2.0]])
pairs = [(nn.ReLU(), F.relu), (nn.GELU(), F.gelu), (nn.SiLU(), F.silu), (nn.ELU(), F.elu), (nn.Softplus(), F.softplus), (nn.Hardtanh(), F.hardtanh), (nn.LogSigmoid(), F.logsigmoid)]
print([torch.equal(m(x), f(x)) for m, f in pairs], nn.Softmax(dim=-1)(x), nn.LogSoftmax(dim=1)(x), nn.Softmin(1)(x))
# expect: [True, True, True, True, True, True, True] tensor([[0.0391, 0.1753, 0.7856]]) tensor([[-3.2413, -1.7413, -0.2413]]) tensor([[0.7856, 0.1753, 0.0391]])
