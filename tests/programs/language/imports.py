import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import tensor, optim
from torch.autograd import grad
import math as m
from math import sqrt, pi
x = tensor(4.0, requires_grad=True)
print(grad(x.sqrt(), x), m.floor(pi), sqrt(4), nn.Linear is torch.nn.Linear)
# expect: (tensor(0.2500),) 3 2.0 True
