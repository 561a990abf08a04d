nn.Linear(2)
# error: TypeError: Linear.__init__() missing 1 required positional argument: 'out_features'
# at: 1:1-1:13
