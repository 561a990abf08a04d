X = torch.linspace(-1, 1, 8).unsqueeze(1)
Y = 3 * X + 0.5
model = nn.Linear(1, 1)
loss_fn, opt = nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(60):
    loss = loss_fn(model(X), Y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 20 == 0:
        print(f"epoch {epoch}: {loss.item():.4f}")
        # expect: epoch 0: 3.8777
        # expect: epoch 20: 0.0000
        # expect: epoch 40: 0.0000
print(f"{model.weight.item():.3f} {model.bias.item():.3f}")  # expect: 3.000 0.500
