def sum(xs):
    return "mine"
print(sum([1]), max(1, 2))  # expect: mine 2
