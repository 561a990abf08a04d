print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234, -2), round(1.5))
# expect: 2 4 -2 2.67 1200 2
print(round(3.14159, 3), round(2.0), round(1e20, 2), round(0.5), round(7.0, 1))
# expect: 3.142 2 1e+20 0 7.0
