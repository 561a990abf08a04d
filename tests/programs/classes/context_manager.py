class Log:
    def __enter__(self):
        print("enter")
        return self
    def __exit__(self, *exc):
        print("exit", exc[0] is None)
        return True
with Log() as log:  # expect: enter
    print("body")
    # expect: body
    # expect: exit True
with Log():
# expect: enter
# expect: exit False
    raise ValueError("swallowed")
