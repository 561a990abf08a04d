torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
print(torch.cuda.is_available(), torch.backends.mps.is_available())  # expect: False False
device = "mps" if torch.backends.mps.is_available() else "cpu"
found = torch.accelerator.is_available()
print(device, torch.accelerator.current_accelerator().type if found else "cpu")  # expect: cpu cpu
