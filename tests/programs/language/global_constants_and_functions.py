LR, STEPS = 0.1, 3
def step(w):
    return w - LR * 2 * w
w = 1.0
for _ in range(STEPS):
    w = step(w)
print(f"{w:.3f}")  # expect: 0.512
if __name__ == "__main__":
    print("main")  # expect: main
