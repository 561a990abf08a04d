torch.multinomial(torch.ones(2), 3)
# error: RuntimeError: cannot sample n_sample > prob_dist.size(-1) samples without replacement
# at: 1:1-1:36
