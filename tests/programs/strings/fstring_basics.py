x, name = 3, "w"
print(f"{name}={x}", f"{x + 1} {x * 2.5}", f"{{braces}}", f"{name!r} {name!s}", f"{x=} {x + 1 = }")
# expect: w=3 4 7.5 {braces} 'w' w x=3 x + 1 = 4
print(f"{[i for i in range(x)]} {'nested'} {x if x > 2 else 0}", f"{name[0]}{name.upper()}")
# expect: [0, 1, 2] nested 3 wW
print(f"a{1}b" "c" f"{2}")  # expect: a1bc2
