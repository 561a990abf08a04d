print(nn.Linear(2, 2).to("cpu"), nn.Linear(2, 2).to(torch.float64).weight.dtype)
# expect: Linear(in_features=2, out_features=2, bias=True) torch.float64
nn.Linear(1, 1).to("cuda:0")
# error: AssertionError: Torch not compiled with CUDA enabled
# at: 3:1-3:29
