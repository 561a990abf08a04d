print(True + True, True * 3, sum([True, False, True]), True == 1, -True)  # expect: 2 3 2 True -1
print(True & False, True | False, True ^ True, not True)  # expect: False True False False
