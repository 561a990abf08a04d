torch.ones(3).gather(0, torch.tensor([0.0]))
# error: RuntimeError: gather(): Expected dtype int32/int64 for index
# at: 1:1-1:45
