torch.manual_seed(0)
print(torch.rand(3), torch.randn(3), torch.rand(2, 2, dtype=torch.float64), torch.randn(2, 8))
# expect: tensor([0.4963, 0.7682, 0.0885]) tensor([0.3643, 0.1344, 0.1642]) tensor([[0.2137, 0.3509],
# expect:         [0.1482, 0.4001]], dtype=torch.float64) tensor([[ 0.7935,  0.5988, -1.5551, -0.3414,  1.8530,  0.4681, -0.1577,  1.4437],
# expect:         [ 0.1835,  1.3894,  1.5863,  0.9463, -0.8437,  0.9318,  1.2590,  2.0050]])
