F.relu([1.0, -1.0])
# error: TypeError: relu(): argument 'input' (position 1) must be Tensor, not list
# at: 1:1-1:20
