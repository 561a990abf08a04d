try:
    import torch.nn.functional as fun
except ImportError:
    fun = None
print(fun is F, torch.nn.functional is F, math.pi == torch.pi)  # expect: True True True
