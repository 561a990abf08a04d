values = {1e300, float("inf"), -1e300, 2.0**63, 2.5}
print(sum(1 for v in values if v > 2), len(values))  # expect: 4 5
