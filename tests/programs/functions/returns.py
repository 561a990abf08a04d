def none(): return
def many(): return 1, 2
def early(x):
    for i in range(x):
        if i == 2:
            return i
print(none(), many(), early(5), early(1))  # expect: None (1, 2) 2 None
