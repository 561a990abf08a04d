def attempt(run):
    try:
        run()
    except RecursionError:
        print("RecursionError")
d, t = {}, int
for i in range(20000):
    d, t = {1: d}, (t,)
attempt(lambda: repr(d))  # expect: RecursionError
attempt(lambda: isinstance("", t))  # expect: RecursionError
