L = torch.optim.lr_scheduler
for make in (lambda o: L.LinearLR(o, 0.5, total_iters=3), lambda o: L.CosineAnnealingLR(o, 4), lambda o: L.OneCycleLR(o, 1.0, total_steps=5), lambda o: L.LambdaLR(o, lambda e: 1 / (1 + e))):
    opt = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1, momentum=0.9)
    sched = make(opt)
    rates = []
    for _ in range(4):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        sched.step()
    print(rates)
    # expect: [0.05, 0.06666666666666667, 0.08333333333333333, 0.09999999999999999]
    # expect: [0.1, 0.08535533905932738, 0.05, 0.014644660940672627]
    # expect: [0.040000000000000036, 0.9504846320134737, 0.6112620219362893, 0.18825834605023697]
    # expect: [0.1, 0.05, 0.03333333333333333, 0.025]
