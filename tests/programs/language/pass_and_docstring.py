def f():
    """Says nothing."""
def g():
    pass
class C:
    ...
print(f(), g(), f.__doc__, C().__class__.__name__)  # expect: None None Says nothing. C
