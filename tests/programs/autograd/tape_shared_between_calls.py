w = torch.tensor(2.0, requires_grad=True)
def layer(x, cache={}):
    if "w2" not in cache:
        cache["w2"] = w * w
    return x * cache["w2"]
(layer(1.0) + layer(2.0)).backward()
print(w.grad)  # expect: tensor(12.)
