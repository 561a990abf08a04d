1
2
x = 3
x  # expect: 3
