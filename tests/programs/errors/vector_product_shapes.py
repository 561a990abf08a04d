torch.dot(torch.ones(2), torch.ones(3))
# error: RuntimeError: inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and 3 elements respectively
# at: 1:1-1:40
