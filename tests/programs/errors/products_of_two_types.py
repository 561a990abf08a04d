def told(f):
    try:
        f()
    except RuntimeError as error:
        print(error)


a, b = torch.ones(2, 2), torch.ones(2, 2, dtype=torch.float64)
told(lambda: a @ b)  # expect: expected m1 and m2 to have the same dtype, but got: float != double
told(lambda: a @ b[0])
# expect: addmv input tensors must have the same dtype, but got Double, Float, and Double
told(lambda: a[0] @ b[0])
# expect: dot : expected both vectors to have same dtype, but found Float and Double
told(lambda: a[None] @ b[None])  # expect: expected scalar type Float but found Double
told(lambda: nn.Linear(2, 2)(b))
# expect: mat1 and mat2 must have the same dtype, but got Double and Float
told(lambda: nn.Linear(2, 2)(b[None]))
# expect: mat1 and mat2 must have the same dtype, but got Double and Float
told(lambda: torch.addmm(a, b, b))
# expect: self and mat2 must have the same dtype, but got Float and Double
