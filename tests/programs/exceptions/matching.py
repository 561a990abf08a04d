for bad in (lambda: [][0], lambda: {}["k"], lambda: int("x"), lambda: None.x, lambda: "a" + 1):
    try:
        bad()
    except (IndexError, KeyError) as e:
        print("lookup", type(e).__name__, e)
        # expect: lookup IndexError list index out of range
        # expect: lookup KeyError 'k'
    except ValueError as e:
        print("value", e)  # expect: value invalid literal for int() with base 10: 'x'
    except Exception as e:
        print(type(e).__name__, e)
        # expect: AttributeError 'NoneType' object has no attribute 'x'
        # expect: TypeError can only concatenate str (not "int") to str
