import numpyy
# error: ModuleNotFoundError: No module named 'numpyy'
# at: 1:1-1:14
