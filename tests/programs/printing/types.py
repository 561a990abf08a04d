print(type(1), type(1.0), type("s"), type(None), type([]), type(torch.ones(1)), type((1,)), type(True))
# expect: <class 'int'> <class 'float'> <class 'str'> <class 'NoneType'> <class 'list'> <class 'torch.Tensor'> <class 'tuple'> <class 'bool'>
print(type(torch.float32), type(torch.nn.Linear(1, 1)), type(ValueError("x")), int, torch.Tensor)
# expect: <class 'torch.dtype'> <class 'torch.nn.modules.linear.Linear'> <class 'ValueError'> <class 'int'> <class 'torch.Tensor'>
print(torch.float64, torch.device("cpu"), torch.Size([2]), torch.Size([]), len)
# expect: torch.float64 cpu torch.Size([2]) torch.Size([]) <built-in function len>
