print(torch.randint(0, 10, (5,)), torch.randint(3, (2, 2)), torch.randperm(6))
# expect: tensor([4, 9, 3, 0, 3]) tensor([[0, 1],
# expect:         [1, 1]]) tensor([3, 2, 4, 0, 5, 1])
