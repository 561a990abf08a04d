torch.manual_seed(1)
print(nn.Conv2d(1, 1, 2)(torch.ones(1, 1, 3, 3)))
# expect: tensor([[[[-0.2960, -0.2960],
# expect:           [-0.2960, -0.2960]]]], grad_fn=<ConvolutionBackward0>)
print(nn.LayerNorm(3)(torch.tensor([[1.0, 2.0, 3.0]])))
# expect: tensor([[-1.2247,  0.0000,  1.2247]], grad_fn=<NativeLayerNormBackward0>)
print(nn.BatchNorm1d(2)(torch.tensor([[1.0, 2.0], [3.0, 6.0]])))
# expect: tensor([[-1.0000, -1.0000],
# expect:         [ 1.0000,  1.0000]], grad_fn=<NativeBatchNormBackward0>)
print(nn.Embedding(3, 2)(torch.tensor([2, 0])), nn.Flatten()(torch.ones(2, 2, 2)).shape, nn.MaxPool2d(2)(torch.ones(1, 1, 4, 4)).shape)
# expect: tensor([[-1.3328,  0.5161],
# expect:         [-0.2148,  0.1584]], grad_fn=<EmbeddingBackward0>) torch.Size([2, 4]) torch.Size([1, 1, 2, 2])
