print(math.pi, math.e, math.sqrt(2), math.exp(1), math.log(10), math.log(8, 2), math.log10(1000))
# expect: 3.141592653589793 2.718281828459045 1.4142135623730951 2.718281828459045 2.302585092994046 3.0 3.0
print(math.floor(-1.5), math.ceil(-1.5), math.trunc(-1.5), math.fabs(-2), math.hypot(3, 4))
# expect: -2 -1 -1 2.0 5.0
print(math.sin(1), math.cos(1), math.tan(1), math.atan2(1, -1), math.tanh(0.5), math.inf, math.nan)
# expect: 0.8414709848078965 0.5403023058681398 1.5574077246549023 2.356194490192345 0.46211715726000974 inf nan
print(math.isnan(math.nan), math.isinf(math.inf), math.isclose(0.1 + 0.2, 0.3), math.prod([2, 3, 4]))
# expect: True True True 24
print(math.factorial(10), math.gcd(12, 18), math.comb(5, 2), math.degrees(math.pi), math.copysign(2, -0.0))
# expect: 3628800 6 10 180.0 -2.0
