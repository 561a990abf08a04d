for i in range(2): print(i); print(-i)
# expect: 0
# expect: 0
# expect: 1
# expect: -1
if i: print("yes")  # expect: yes
else: print("no")
x = 1; y = 2; print(x + y)  # expect: 3
