x = torch.zeros(1).expand(3)
x.add_(torch.arange(3.0))
# error: RuntimeError: unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.
# at: 2:1-2:26
