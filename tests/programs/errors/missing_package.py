import matplotlib.pyplot as plt
# error: ModuleNotFoundError: No module named 'matplotlib'
# at: 1:1-1:32
