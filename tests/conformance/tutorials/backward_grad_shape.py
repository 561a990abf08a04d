x = torch.ones(3, requires_grad=True)
(x * 2).backward(torch.ones(2))
# error: RuntimeError: Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([3]).
# at: 2:1-2:32
