F.log_softmax(torch.arange(3), 0)
# error: NotImplementedError: "log_softmax_lastdim_kernel_impl" not implemented for 'Long'
# at: 1:1-1:34
