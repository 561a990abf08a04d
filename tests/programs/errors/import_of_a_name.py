from torch.optim import Adamm
# error: ImportError: cannot import name 'Adamm' from 'torch.optim'
# at: 1:1-1:30
