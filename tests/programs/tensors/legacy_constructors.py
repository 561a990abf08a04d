print(torch.Tensor([1, 2]), torch.FloatTensor([3]), torch.LongTensor([4]), torch.DoubleTensor([5]))
# expect: tensor([1., 2.]) tensor([3.]) tensor([4]) tensor([5.], dtype=torch.float64)
print(torch.Tensor([-4.0]).double(), torch.Tensor(2).shape)
# expect: tensor([-4.], dtype=torch.float64) torch.Size([2])
