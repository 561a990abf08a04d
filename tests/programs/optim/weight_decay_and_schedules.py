w = torch.tensor([2.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1, weight_decay=0.5)
sched = torch.optim.lr_scheduler.MultiStepLR(opt, milestones=[1, 2], gamma=0.5)
for _ in range(3):
    opt.zero_grad()
    (w * 1.0).sum().backward()
    opt.step()
    sched.step()
    print(w, sched.get_last_lr())
    # expect: tensor([1.8000], requires_grad=True) [0.05]
    # expect: tensor([1.7050], requires_grad=True) [0.025]
    # expect: tensor([1.6587], requires_grad=True) [0.025]
