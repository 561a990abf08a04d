print(torch.tensor(9223372036854775807) + 1, torch.tensor([127], dtype=torch.int8) + 1, torch.tensor([3.7, -3.7]).to(torch.int8))
# expect: tensor(-9223372036854775808) tensor([-128], dtype=torch.int8) tensor([ 3, -3], dtype=torch.int8)
print(torch.tensor([5, -5]) // torch.tensor([-3, 3]), torch.tensor([5, -5]).remainder(3), torch.fmod(torch.tensor([5, -5]), 3), torch.tensor([-5.5]) // 2)
# expect: tensor([-2, -2]) tensor([2, 1]) tensor([ 2, -2]) tensor([-3.])
