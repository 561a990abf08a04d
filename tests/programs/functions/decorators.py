def twice(f):
    def wrapped(*args):
        return f(*args) * 2
    return wrapped
@twice
def inc(x):
    return x + 1
print(inc(3), inc.__name__)  # expect: 8 wrapped
