print(torch.special.expit(torch.tensor(0.0)), torch.special.xlogy(torch.tensor(0.0), torch.tensor(0.0)), torch.special.erfinv(torch.tensor(0.5)))
# expect: tensor(0.5000) tensor(0.) tensor(0.4769)
print(torch.fft.rfft(torch.tensor([1.0, 2.0, 3.0, 4.0])).real, torch.fft.irfft(torch.fft.rfft(torch.tensor([1.0, 2.0]))))
# expect: tensor([10., -2., -2.]) tensor([1., 2.])
