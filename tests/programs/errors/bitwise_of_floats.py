torch.ones(2) & torch.ones(2)
# error: NotImplementedError: "bitwise_and_cpu" not implemented for 'Float'
# at: 1:1-1:30
