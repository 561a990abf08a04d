class Poly(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.tensor(1.0))
        self.b = nn.Parameter(torch.tensor([2.0, 3.0]))
        self.c = torch.tensor(5.0)
        self.register_buffer("d", torch.zeros(1))
    def forward(self, x):
        return self.a * x + self.b.sum() * x ** 2
m = Poly()
print([n for n, _ in m.named_parameters()], [n for n, _ in m.named_buffers()], list(m.state_dict()))
# expect: ['a', 'b'] ['d'] ['a', 'b', 'd']
m(torch.tensor(2.0)).backward()
print(m.a.grad, m.b.grad, m.c, m.d)  # expect: tensor(2.) tensor([4., 4.]) tensor(5.) tensor([0.])
