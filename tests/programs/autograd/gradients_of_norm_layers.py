x = torch.tensor([[1.0, 2.0, 4.0], [0.0, 1.0, 5.0]], requires_grad=True)
for f in (lambda t: F.layer_norm(t, (3,)), lambda t: F.batch_norm(t, None, None, training=True), lambda t: F.normalize(t, dim=1), lambda t: t.softmax(1), lambda t: F.log_softmax(t, 0)):
    y = f(x)
    print(y.grad_fn.name(), torch.autograd.grad((y * torch.tensor([1.0, 0.0, 2.0])).sum(), x)[0])
    # expect: NativeLayerNormBackward0 tensor([[ 0.4582, -0.6872,  0.2291],
    # expect:         [ 0.2645, -0.3306,  0.0661]])
    # expect: NativeBatchNormBackward0 tensor([[0., 0., 0.],
    # expect:         [0., 0., 0.]])
    # expect: DivBackward0 tensor([[ 0.1247, -0.1870,  0.0623],
    # expect:         [ 0.1961, -0.0754,  0.0151]])
    # expect: SoftmaxBackward0 tensor([[-0.0307, -0.1975,  0.2282],
    # expect:         [-0.0063, -0.0350,  0.0413]])
    # expect: LogSoftmaxBackward0 tensor([[-0.4621,  0.0000,  0.9242],
    # expect:         [ 0.4621,  0.0000, -0.9242]])
