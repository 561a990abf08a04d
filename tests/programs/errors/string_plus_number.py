print("loss: " + 3)
# error: TypeError: can only concatenate str (not "int") to str
# at: 1:7-1:19
