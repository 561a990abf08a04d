class C:
    __module__ = "m" * 3

C.extra = [[i] * 10 for i in range(1000)]
print(C, C.__module__)  # expect: <class 'mmm.C'> mmm
