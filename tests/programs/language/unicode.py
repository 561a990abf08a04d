größe = 3
π = 3.14
print(größe, π, "naïve ✓", len("é✓"))  # expect: 3 3.14 naïve ✓ 2
