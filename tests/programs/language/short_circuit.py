def no():
    print("asked")
    return 0
print(1 or no())  # expect: 1
print(0 and no())  # expect: 0
print(no() or "default")
# expect: asked
# expect: default
print(None or [] or {})  # expect: {}
print(not [], not 0.0, not "a")  # expect: True True False
