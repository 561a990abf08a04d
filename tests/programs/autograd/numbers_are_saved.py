a = torch.tensor(1.0, requires_grad=True)
b = a + 2
b.backward()
b.backward()
print(a.grad)  # expect: tensor(2.)
c = a * 2
c.backward()
try:
    c.backward()
except RuntimeError as error:
    print(error)
    # expect: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.
