s = "abc"
print(f"{s:>6}|{s:<6}|{s:^7}|{s:*^7}|{s:.2}|{s:6.2}|")
# expect:    abc|abc   |  abc  |**abc**|ab|ab    |
w, p = 10, 3
print(f"{3.14159:{w}.{p}f}|{s:>{w}}|")  # expect:      3.142|       abc|
