w = torch.tensor(1.0, requires_grad=True)
opt = torch.optim.SGD([w], lr=1.0)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.1)
for epoch in range(5):
    opt.step()
    sched.step()
    print(epoch, round(opt.param_groups[0]["lr"], 6), sched.get_last_lr()[0] < 1)
    # expect: 0 1.0 False
    # expect: 1 0.1 True
    # expect: 2 0.1 True
    # expect: 3 0.01 True
    # expect: 4 0.01 True
