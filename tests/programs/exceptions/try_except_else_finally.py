def f(x):
    try:
        y = 1 / x
    except ZeroDivisionError as e:
        print("caught:", e)
        return "none"
    else:
        print("fine")
        return y
    finally:
        print("finally")
print(f(2), f(0))
# expect: fine
# expect: finally
# expect: caught: division by zero
# expect: finally
# expect: 0.5 none
