d = {"lr": 0.1}
d["momentum"]
# error: KeyError: 'momentum'
# at: 2:1-2:14
