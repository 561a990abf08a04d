for make in (torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.Adadelta, torch.optim.Adamax, torch.optim.NAdam):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    opt = make([w], lr=0.1)
    for _ in range(3):
        opt.zero_grad()
        (w ** 2).sum().backward()
        opt.step()
    print(make.__name__, w)
    # expect: AdamW tensor([0.6989, 1.6949], requires_grad=True)
    # expect: RMSprop tensor([3.0331e-12, 3.0969e-01], requires_grad=True)
    # expect: Adagrad tensor([0.7805, 1.7758], requires_grad=True)
    # expect: Adadelta tensor([0.9990, 1.9990], requires_grad=True)
    # expect: Adamax tensor([0.7155, 1.7076], requires_grad=True)
    # expect: NAdam tensor([0.7527, 1.7475], requires_grad=True)
