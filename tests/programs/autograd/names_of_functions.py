x = torch.tensor([1.0, 2.0], requires_grad=True)
def names(*ys):
    print(*[y.grad_fn.name() for y in ys])
names(x + 1, x - 1, 1 - x, x * 2, x / 2, 2 / x, x ** 2, 2 ** x, -x, x.exp(), x.log(), x.sin(), x.sum(), x.mean())
# expect: AddBackward0 SubBackward0 RsubBackward1 MulBackward0 DivBackward0 MulBackward0 PowBackward0 PowBackward2 NegBackward0 ExpBackward0 LogBackward0 SinBackward0 SumBackward0 MeanBackward0
names(x[0], x[:1], x[[0]], x.view(2, 1), x.t(), x.reshape(1, 2), x.unsqueeze(0), x.clone(), x.relu(), x @ x)
# expect: SelectBackward0 SliceBackward0 IndexBackward0 ViewBackward0 TBackward0 ViewBackward0 UnsqueezeBackward0 CloneBackward0 ReluBackward0 DotBackward0
names(torch.cat([x, x]), torch.stack([x, x]), x.max(), x.max(0)[0], x.sort()[0], x.norm(), x.clamp(0, 1))
# expect: CatBackward0 StackBackward0 MaxBackward1 MaxBackward0 SortBackward0 LinalgVectorNormBackward0 ClampBackward1
names(x.double(), x.expand(2, 2), x.abs(), x.prod(), x.softmax(0), torch.where(x > 1, x, 0), x.cumsum(0))
# expect: ToCopyBackward0 ExpandBackward0 AbsBackward0 ProdBackward0 SoftmaxBackward0 WhereBackward0 CumsumBackward0
