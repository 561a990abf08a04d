layer = nn.Linear(3, 2)
layer(torch.ones(1, 4))
# error: RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x4 and 3x2)
# at: 2:1-2:24
