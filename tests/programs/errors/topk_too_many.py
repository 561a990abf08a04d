torch.ones(3).topk(5)
# error: RuntimeError: selected index k out of range
# at: 1:1-1:22
