x = torch.tensor(2.0)
(x * 0.1).item()  # expect: 0.20000000298023224
