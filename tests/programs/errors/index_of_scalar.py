x = torch.tensor(5.0)
x[0]
# error: IndexError: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number
# at: 2:1-2:5
