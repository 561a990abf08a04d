x = 5
x
y = x
