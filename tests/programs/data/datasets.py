from torch.utils.data import DataLoader, Dataset, RandomSampler, TensorDataset, random_split
class Squares(Dataset):
    def __len__(self):
        return 5
    def __getitem__(self, i):
        return {"x": float(i), "y": i * i, "name": str(i), "pair": (i, torch.tensor(i))}
for batch in DataLoader(Squares(), batch_size=2):
    print(batch)
    # expect: {'x': tensor([0., 1.], dtype=torch.float64), 'y': tensor([0, 1]), 'name': ['0', '1'], 'pair': [tensor([0, 1]), tensor([0, 1])]}
    # expect: {'x': tensor([2., 3.], dtype=torch.float64), 'y': tensor([4, 9]), 'name': ['2', '3'], 'pair': [tensor([2, 3]), tensor([2, 3])]}
    # expect: {'x': tensor([4.], dtype=torch.float64), 'y': tensor([16]), 'name': ['4'], 'pair': [tensor([4]), tensor([4])]}
a, b = random_split(TensorDataset(torch.arange(10)), [0.75, 0.25])
print(a.indices, b.indices, a[0], len(a))  # expect: [3, 7, 5, 2, 0, 8, 1, 6] [9, 4] (tensor(3),) 8
both = Squares() + Squares()
print(len(both), both[7])  # expect: 10 {'x': 2.0, 'y': 4, 'name': '2', 'pair': (2, tensor(2))}
print(list(RandomSampler(range(4), replacement=True, num_samples=40)))
# expect: [0, 2, 3, 1, 0, 3, 3, 3, 1, 2, 3, 3, 2, 2, 1, 2, 2, 3, 1, 0, 1, 1, 2, 1, 0, 0, 2, 0, 1, 3, 0, 2, 0, 1, 2, 2, 0, 2, 0, 1]
for row in DataLoader(range(3), batch_size=None):
    print(row)
    # expect: 0
    # expect: 1
    # expect: 2
class Nothing(Dataset):
    def __len__(self):
        return 3
next(iter(DataLoader(Nothing())))
# error: NotImplementedError: Subclasses of Dataset should implement __getitem__.
# at: 26:1-26:34
