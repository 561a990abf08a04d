x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_post_accumulate_grad_hook(lambda p: print("now", p.grad))
(x * 3).sum().backward()  # expect: now tensor([3., 3.])
