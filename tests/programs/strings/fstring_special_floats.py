nan, inf = float("nan"), float("inf")
print(f"{nan} {inf:.2f} {-inf:8.1f} {inf:e} {nan:5}|{0.0:.1e} {-0.0:.1f}")
# expect: nan inf     -inf inf   nan|0.0e+00 -0.0
