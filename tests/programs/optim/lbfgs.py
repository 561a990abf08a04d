x = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
opt = torch.optim.LBFGS([x], lr=1, max_iter=50, line_search_fn="strong_wolfe")
def closure():
    opt.zero_grad()
    f = 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2
    f.backward()
    return f
opt.step(closure)
print([round(v, 4) for v in x.tolist()], closure().item() < 1e-8)  # expect: [1.0, 1.0] True
