def told(f):
    try:
        f()
    except Exception as error:
        print(type(error).__name__, error)


x = torch.zeros(3, 2)
told(lambda: x.gather(0, torch.tensor([[4]])))
# expect: RuntimeError index 4 is out of bounds for dimension 0 with size 3
told(lambda: x.index_select(0, torch.tensor([3])))  # expect: IndexError index out of range in self
told(lambda: x[torch.tensor([3])])
# expect: IndexError index 3 is out of bounds for dimension 0 with size 3
told(lambda: x.narrow(0, 2, 4))
# expect: RuntimeError start (2) + length (4) exceeds dimension size (3).
told(lambda: F.embedding(torch.tensor([-1]), x))  # expect: IndexError index out of range in self
told(lambda: F.nll_loss(x, torch.tensor([0, -1, 1])))
# expect: IndexError Target -1 is out of bounds.
told(lambda: F.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.0])))
# expect: RuntimeError all elements of input should be between 0 and 1
told(lambda: [1, 2][torch.tensor(1.0)])
# expect: TypeError only integer tensors of a single element can be converted to an index
