# Loaders draw from torch's stream as PyTorch's do.
from torch.utils.data import DataLoader, TensorDataset
X, Y = torch.arange(10.).view(10, 1), torch.arange(10)
for epoch in range(2):
    for xb, yb in DataLoader(TensorDataset(X, Y), 4, shuffle=True):
        print(xb.flatten(), yb)
        # expect: tensor([6., 7., 1., 4.]) tensor([6, 7, 1, 4])
        # expect: tensor([2., 0., 9., 8.]) tensor([2, 0, 9, 8])
        # expect: tensor([3., 5.]) tensor([3, 5])
        # expect: tensor([2., 4., 7., 0.]) tensor([2, 4, 7, 0])
        # expect: tensor([8., 9., 5., 3.]) tensor([8, 9, 5, 3])
        # expect: tensor([6., 1.]) tensor([6, 1])
print(torch.rand(2))  # expect: tensor([0.4556, 0.6323])
g = torch.Generator().manual_seed(7)
loader = DataLoader(TensorDataset(X, Y), batch_size=3, shuffle=True, drop_last=True, generator=g)
for batch in loader:
    print(batch[1])
    # expect: tensor([1, 3, 5])
    # expect: tensor([7, 9, 4])
    # expect: tensor([6, 2, 8])
print(len(loader), len(loader.dataset), torch.rand(1))  # expect: 3 10 tensor([0.3489])
DataLoader(range(3), batch_size=0)
# error: ValueError: batch_size should be a positive integer value, but got batch_size=0
# at: 22:1-22:35
