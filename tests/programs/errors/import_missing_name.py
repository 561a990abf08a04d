from torch import missing_thing
# error: ImportError: cannot import name 'missing_thing' from 'torch'
# at: 1:1-1:32
