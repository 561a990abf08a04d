raise NotImplementedError
# error: NotImplementedError
# at: 1:1-1:26
