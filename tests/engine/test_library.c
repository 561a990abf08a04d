/* The library: types and grad_fn of its operators, as PyTorch 2.13 gives them with the default
 * dtype float64; promotion; how calls are written; the catalogue. */
#include "engine/lang/interpreter.h"
#include "tests/engine/tracing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IN                                                                                         \
    "x float64[2, 3]; y float64[3]; s float64[]; m float64[3, 3]; b float64[2, 3, 4]; "            \
    "c float64[2, 4, 2]; f float32[2, 3]; g float32[]; i int64[2, 3]; j int64[2]; k int64[]; "     \
    "l int64[2]; p bool[2, 3]; u uint8[3]; h int32[3]"

static const tracing_row pointwise[] = {
    {IN, "a = x+2", "float64[2, 3] AddBackward0"},
    {IN, "a = 2-x", "float64[2, 3] RsubBackward1"},
    {IN, "a = x-2", "float64[2, 3] SubBackward0"},
    {IN, "a = 2/x", "float64[2, 3] MulBackward0"},
    {IN, "a = x/2", "float64[2, 3] DivBackward0"},
    {IN, "a = x*y", "float64[2, 3] MulBackward0"},
    {IN, "a = x**2", "float64[2, 3] PowBackward0"},
    {IN, "a = 2**x", "float64[2, 3] PowBackward2"},
    {IN, "a = x**y", "float64[2, 3] PowBackward1"},
    {IN, "a = -x", "float64[2, 3] NegBackward0"},
    {IN, "a = abs(x)", "float64[2, 3] AbsBackward0"},
    {IN, "a = x.abs()", "float64[2, 3] AbsBackward0"},
    {IN, "a = x%2", "float64[2, 3] RemainderBackward0"},
    {IN, "a = x%y", "float64[2, 3] RemainderBackward1"},
    {IN, "a = i//2", "int64[2, 3]"},
    {IN, "a = i/2", "float64[2, 3] DivBackward0"},
    {IN, "a = i+1.5", "float64[2, 3] AddBackward0"},
    {IN, "a = i+True", "int64[2, 3]"},
    {IN, "a = p+1", "int64[2, 3]"},
    {IN, "a = p+p", "bool[2, 3]"},
    {IN, "a = p*2", "int64[2, 3]"},
    {IN, "a = f+1", "float32[2, 3] AddBackward0"},
    {IN, "a = f*s", "float32[2, 3] MulBackward0"},
    {IN, "a = f*x", "float64[2, 3] MulBackward0"},
    {IN, "a = g+f", "float32[2, 3] AddBackward0"},
    {IN, "a = g*i", "float32[2, 3] MulBackward0"},
    {IN, "a = i*g", "float32[2, 3] MulBackward0"},
    {IN, "a = k*f", "float32[2, 3] MulBackward0"},
    {IN, "a = h+k", "int32[3]"},
    {IN, "a = h+u", "int32[3]"},
    {IN, "a = u+300", "uint8[3]"},
    {IN, "a = h*2.5", "float64[3] MulBackward0"},
    {IN, "a = f+i", "float32[2, 3] AddBackward0"},
    {IN, "a = i**2", "int64[2, 3]"},
    {IN, "a = k**f", "float32[2, 3] PowBackward1"},
    {IN, "a = p&p", "bool[2, 3]"},
    {IN, "a = ~p", "bool[2, 3]"},
    {IN, "a = i&3", "int64[2, 3]"},
    {IN, "a = i^1", "int64[2, 3]"},
    {IN, "a = i|1", "int64[2, 3]"},
    {IN, "a = x>1", "bool[2, 3]"},
    {IN, "a = x==y", "bool[2, 3]"},
    {IN, "a = i>0.5", "bool[2, 3]"},
    {IN, "a = x<f", "bool[2, 3]"},
    {IN, "a = 1<y", "bool[3]"},
    {IN, "a = x.relu()", "float64[2, 3] ReluBackward0"},
    {IN, "a = torch.sigmoid(x)", "float64[2, 3] SigmoidBackward0"},
    {IN, "a = x.tanh()", "float64[2, 3] TanhBackward0"},
    {IN, "a = torch.where(p,x,y)", "float64[2, 3] WhereBackward0"},
    {IN, "a = torch.where(p,x,0)", "float64[2, 3] WhereBackward0"},
    {IN, "a = torch.where(x>1,1.0,x)", "float64[2, 3] WhereBackward0"},
    {IN, "a = x.where(p,y)", "float64[2, 3] WhereBackward0"},
    {IN, "a = torch.clamp(x,0,1)", "float64[2, 3] ClampBackward1"},
    {IN, "a = x.clamp(min=0.5)", "float64[2, 3] ClampBackward1"},
    {IN, "a = x.clamp(y)", "float64[2, 3] ClampBackward0"},
    {IN, "a = torch.clamp_min(x,1)", "float64[2, 3] ClampMinBackward0"},
    {IN, "a = torch.maximum(x,y)", "float64[2, 3] MaximumBackward0"},
    {IN, "a = torch.minimum(x,2*x)", "float64[2, 3] MinimumBackward0"},
    {IN, "a = torch.sqrt(x)", "float64[2, 3] SqrtBackward0"},
    {IN, "a = torch.rsqrt(x)", "float64[2, 3] RsqrtBackward0"},
    {IN, "a = torch.square(x)", "float64[2, 3] PowBackward0"},
    {IN, "a = x.pow(2)", "float64[2, 3] PowBackward0"},
    {IN, "a = torch.pow(2,x)", "float64[2, 3] PowBackward2"},
    {IN, "a = x.exp().log1p().expm1()", "float64[2, 3] Expm1Backward0"},
    {IN, "a = torch.atan2(x,y)", "float64[2, 3] Atan2Backward0"},
    {IN, "a = torch.erf(x)", "float64[2, 3] ErfBackward0"},
    {IN, "a = torch.reciprocal(x)", "float64[2, 3] ReciprocalBackward0"},
    {IN, "a = torch.sign(x)", "float64[2, 3] SignBackward0"},
    {IN, "a = torch.floor(x)", "float64[2, 3] FloorBackward0"},
    {IN, "a = i.floor()", "int64[2, 3]"},
    {IN, "a = torch.round(x)", "float64[2, 3] RoundBackward0"},
    {IN, "a = torch.round(x,decimals=1)", "float64[2, 3] RoundBackward1"},
    {IN, "a = torch.trunc(x)", "float64[2, 3] TruncBackward0"},
    {IN, "a = torch.frac(x)", "float64[2, 3] FracBackward0"},
    {IN, "a = torch.lerp(x,y,0.5)", "float64[2, 3] LerpBackward0"},
    {IN, "a = torch.logaddexp(x,y)", "float64[2, 3] LogaddexpBackward0"},
    {IN, "a = torch.hypot(x,y)", "float64[2, 3] HypotBackward0"},
    {IN, "a = torch.logit(x)", "float64[2, 3] LogitBackward0"},
    {IN, "a = torch.rad2deg(x)", "float64[2, 3] Rad2DegBackward0"},
    {IN, "a = torch.nan_to_num(x)", "float64[2, 3] NanToNumBackward0"},
    {IN, "a = torch.isnan(x)", "bool[2, 3]"},
    {IN, "a = torch.isfinite(x)", "bool[2, 3]"},
    {IN, "a = torch.isinf(x)", "bool[2, 3]"},
    {IN, "a = torch.logical_and(p,x)", "bool[2, 3]"},
    {IN, "a = torch.logical_not(x)", "bool[2, 3]"},
    {IN, "a = torch.remainder(x,2)", "float64[2, 3] RemainderBackward0"},
    {IN, "a = torch.fmod(x,2)", "float64[2, 3] FmodBackward0"},
    {IN, "a = sin(i)", "float64[2, 3] SinBackward0"},
    {IN, "a = sqrt(k)", "float64[] SqrtBackward0"},
    {IN, "a = x.sin().cos()", "float64[2, 3] CosBackward0"},
    {IN, "a = torch.add(x,y,alpha=2)", "float64[2, 3] AddBackward0"},
    {IN, "a = torch.sub(x,y,alpha=2)", "float64[2, 3] SubBackward0"},
    {IN, "a = torch.div(x,y,rounding_mode='floor')", "float64[2, 3] DivBackward2"},
    {IN, "a = torch.div(u,2,rounding_mode='trunc')", "uint8[3]"},
    {IN, "a = torch.div(i,y,rounding_mode='trunc')", "float64[2, 3] DivBackward2"},
    {IN, "a = torch.div(-7,2,rounding_mode='trunc')", "-3"},
    {IN, "a = torch.hypot(input=f, other=s)", "float32[2, 3] HypotBackward0"},
    {IN, "a = math.hypot(3, 4)", "5.0"},
    {IN, "a = torch.mul(x,2)", "float64[2, 3] MulBackward0"},
    {IN, "a = torch.eq(x,y)", "bool[2, 3]"},
    {IN, "a = x.eq(1)", "bool[2, 3]"},
    {IN, "a = torch.neg(x)", "float64[2, 3] NegBackward0"},
    {IN, "a = True*x", "float64[2, 3] MulBackward0"},
    {IN, "a = x*True", "float64[2, 3] MulBackward0"},
    {IN, "a = x.fmod(2)", "float64[2, 3] FmodBackward0"},
    {IN, "a = [v*2 for v in y][0]", "float64[] MulBackward0"},
    {IN, "a = i << 2", "int64[2, 3]"},
    {IN, "a = 1 >> h", "int32[3]"},
    {IN, "a = p << 1", "int64[2, 3]"},
    {IN, "a = torch.bitwise_left_shift(u, u)", "uint8[3]"},
    {IN, "a = torch.nan_to_num(i)", "int64[2, 3]"},
    {IN, "a = torch.sign(p)", "bool[2, 3]"},
};

static const tracing_row reductions[] = {
    {IN, "a = x.sum()", "float64[] SumBackward0"},
    {IN, "a = x.sum(1)", "float64[2] SumBackward1"},
    {IN, "a = x.sum(dim=0,keepdim=True)", "float64[1, 3] SumBackward1"},
    {IN, "a = x.sum((0,1))", "float64[] SumBackward1"},
    {IN, "a = i.sum()", "int64[]"},
    {IN, "a = p.sum()", "int64[]"},
    {IN, "a = x.mean()", "float64[] MeanBackward0"},
    {IN, "a = x.mean(1)", "float64[2] MeanBackward1"},
    {IN, "a = x.mean(dim=-1,keepdim=True)", "float64[2, 1] MeanBackward1"},
    {IN, "a = x.var()", "float64[] VarBackward0"},
    {IN, "a = x.var(0)", "float64[3] VarBackward0"},
    {IN, "a = x.std(dim=1,unbiased=False)", "float64[2] StdBackward0"},
    {IN, "a = x.std()", "float64[] StdBackward0"},
    {IN, "a = x.max()", "float64[] MaxBackward1"},
    {IN, "a = x.min()", "float64[] MinBackward1"},
    {IN, "a = x.max(dim=1).values", "float64[2] MaxBackward0"},
    {IN, "a = x.max(1)[0]", "float64[2] MaxBackward0"},
    {IN, "a = x.min(dim=0).indices", "int64[3]"},
    {IN, "a = torch.max(x,x*2)", "float64[2, 3] MaximumBackward0"},
    {IN, "a = x.amax(1)", "float64[2] AmaxBackward0"},
    {IN, "a = x.amin((0,1),keepdim=True)", "float64[1, 1] AminBackward0"},
    {IN, "a = x.argmax()", "int64[]"},
    {IN, "a = x.argmax(1)", "int64[2]"},
    {IN, "a = x.argmin(dim=1,keepdim=True)", "int64[2, 1]"},
    {IN, "a = x.prod()", "float64[] ProdBackward0"},
    {IN, "a = x.prod(1)", "float64[2] ProdBackward1"},
    {IN, "a = x.cumsum(0)", "float64[2, 3] CumsumBackward0"},
    {IN, "a = x.cumprod(1)", "float64[2, 3] CumprodBackward0"},
    {IN, "a = x.norm()", "float64[] LinalgVectorNormBackward0"},
    {IN, "a = torch.norm(x,dim=1)", "float64[2] LinalgVectorNormBackward0"},
    {IN, "a = torch.linalg.norm(y)", "float64[] LinalgVectorNormBackward0"},
    {IN, "a = torch.linalg.vector_norm(x)", "float64[] LinalgVectorNormBackward0"},
    {IN, "a = x.logsumexp(1)", "float64[2] LogsumexpBackward0"},
    {IN, "a = torch.logsumexp(x,dim=(0,1))", "float64[] LogsumexpBackward0"},
    {IN, "a = p.all()", "bool[]"},
    {IN, "a = p.any(1)", "bool[2]"},
    {IN, "a = torch.ones(0, 3).all(1, keepdim=True)", "bool[0, 1]"},
    {IN, "a = torch.ones(0, 3).any(0)", "bool[3]"},
    {IN, "a = x.softmax(1)", "float64[2, 3] SoftmaxBackward0"},
    {IN, "a = torch.sum(x,axis=1)", "float64[2] SumBackward1"},
    {IN, "a = torch.var(x,dim=1,correction=0)", "float64[2] VarBackward0"},
    {IN, "a = torch.count_nonzero(i)", "int64[]"},
    {IN, "a = torch.cumsum(x,dim=1)", "float64[2, 3] CumsumBackward0"},
    {IN, "a = x.max(1)[1]", "int64[2]"},
    {IN, "a = torch.max(x,dim=0,keepdim=True)[0]", "float64[1, 3] MaxBackward0"},
    {IN, "a = torch.max(x,dim=0,keepdim=True)[1]", "int64[1, 3]"},
    {IN, "a = b.mean((0,2))", "float64[3] MeanBackward1"},
    {IN, "a = b.sum(-1,keepdim=True)", "float64[2, 3, 1] SumBackward1"},
    {IN, "a = m.norm(2)", "float64[] LinalgVectorNormBackward0"},
    {IN, "a = m.norm(1,dim=0)", "float64[3] LinalgVectorNormBackward0"},
    {IN, "a = s.sum()", "float64[] SumBackward0"},
    {IN, "a = s.mean(0)", "float64[] MeanBackward1"},
    {IN, "a = s.max()", "float64[] MaxBackward1"},
    {IN, "a = s.softmax(0)", "float64[] SoftmaxBackward0"},
    {IN, "a = sum([s,s])", "float64[] AddBackward0"},
    {IN, "a = torch.linalg.norm(x, ord=1, dim=(0,1), keepdim=True)",
     "float64[1, 1] LinalgVectorNormBackward0"},
    {IN, "a = torch.linalg.norm(x, 'fro')", "float64[] LinalgVectorNormBackward0"},
    {IN, "a = torch.linalg.matrix_norm(b, float('inf'))", "float64[2] LinalgVectorNormBackward0"},
    {IN, "a = u.all(0)", "uint8[]"},
};

static const tracing_row shapes[] = {
    {IN, "a = x.reshape(3,2)", "float64[3, 2] ViewBackward0"},
    {IN, "a = x.reshape(-1)", "float64[6] ViewBackward0"},
    {IN, "a = x.view(3,-1)", "float64[3, 2] ViewBackward0"},
    {IN, "a = x.T", "float64[3, 2] PermuteBackward0"},
    {IN, "a = x.t()", "float64[3, 2] TBackward0"},
    {IN, "a = x.mT", "float64[3, 2] TransposeBackward0"},
    {IN, "a = y.T", "float64[3] PermuteBackward0"},
    {IN, "a = b.permute(2,0,1)", "float64[4, 2, 3] PermuteBackward0"},
    {IN, "a = b.permute((0,2,1))", "float64[2, 4, 3] PermuteBackward0"},
    {IN, "a = b.transpose(0,1)", "float64[3, 2, 4] TransposeBackward0"},
    {IN, "a = b.transpose(-1,-2)", "float64[2, 4, 3] TransposeBackward0"},
    {IN, "a = x.flatten()", "float64[6] ViewBackward0"},
    {IN, "a = b.flatten(1)", "float64[2, 12] ViewBackward0"},
    {IN, "a = x.ravel()", "float64[6] ViewBackward0"},
    {IN, "a = x.unsqueeze(0)", "float64[1, 2, 3] UnsqueezeBackward0"},
    {IN, "a = y.expand(4,3)", "float64[4, 3] ExpandBackward0"},
    {IN, "a = y.expand(4,-1)", "float64[4, 3] ExpandBackward0"},
    {IN, "a = y.expand_as(x)", "float64[2, 3] ExpandBackward0"},
    {IN, "a = torch.broadcast_to(y,(2,3))", "float64[2, 3] ExpandBackward0"},
    {IN, "a = torch.cat([x,x])", "float64[4, 3] CatBackward0"},
    {IN, "a = torch.cat((x,f),1)", "float64[2, 6] CatBackward0"},
    {IN, "a = torch.stack([y,y])", "float64[2, 3] StackBackward0"},
    {IN, "a = torch.stack([y,y],dim=1)", "float64[3, 2] StackBackward0"},
    {IN, "a = torch.hstack([y,y])", "float64[6] CatBackward0"},
    {IN, "a = torch.vstack([y,y])", "float64[2, 3] CatBackward0"},
    {IN, "a = torch.flip(x,[1])", "float64[2, 3] FlipBackward0"},
    {IN, "a = x.flip(0)", "float64[2, 3] FlipBackward0"},
    {IN, "a = x.roll(1,0)", "float64[2, 3] RollBackward0"},
    {IN, "a = torch.roll(x,1)", "float64[2, 3] RollBackward0"},
    {IN, "a = y.repeat(2)", "float64[6] RepeatBackward0"},
    {IN, "a = y.repeat(2,3)", "float64[2, 9] RepeatBackward0"},
    {IN, "a = torch.tile(y,(2,))", "float64[6] RepeatBackward0"},
    {IN, "a = torch.tril(m)", "float64[3, 3] TrilBackward0"},
    {IN, "a = m.triu(1)", "float64[3, 3] TriuBackward0"},
    {IN, "a = torch.diag(y)", "float64[3, 3] DiagEmbedBackward0"},
    {IN, "a = torch.diagonal(m)", "float64[3] DiagonalBackward0"},
    {IN, "a = torch.trace(m)", "float64[] TraceBackward0"},
    {IN, "a = x.movedim(0,1)", "float64[3, 2] PermuteBackward0"},
    {IN, "a = x.swapaxes(0,1)", "float64[3, 2] TransposeBackward0"},
    {IN, "a = x.expand(2,2,3)", "float64[2, 2, 3] ExpandBackward0"},
    {IN, "a = x.chunk(2)[0]", "float64[1, 3] SplitBackward0"},
    {IN, "a = x.t()@x", "float64[3, 3] MmBackward0"},
    {IN, "a = x.unsqueeze(-1)", "float64[2, 3, 1] UnsqueezeBackward0"},
    {IN, "a = s.reshape(1)", "float64[1] ViewBackward0"},
    {IN, "a = s.T", "float64[] PermuteBackward0"},
    {IN, "a = torch.stack([s,s*2,s])", "float64[3] StackBackward0"},
    {IN, "a = y.repeat(2,1)", "float64[2, 3] RepeatBackward0"},
    {IN, "a = s.mT", "float64[]"},
    {IN, "a = b.movedim([0, 1], [-1, 0])", "float64[3, 4, 2] PermuteBackward0"},
    {IN, "a = b.diagonal(offset=1, dim1=0, dim2=2)", "float64[3, 2] DiagonalBackward0"},
    {IN, "a = torch.linalg.diagonal(b)", "float64[2, 3] DiagonalBackward0"},
    {IN, "a = p.tril()", "bool[2, 3]"},
    {IN, "a = torch.tile(x,(2,))", "float64[2, 6] RepeatBackward0"},
};

static const tracing_row products[] = {
    {IN, "a = torch.outer(y,y)", "float64[3, 3] MulBackward0"},
    {IN, "a = x@m", "float64[2, 3] MmBackward0"},
    {IN, "a = x@y", "float64[2] MvBackward0"},
    {IN, "a = y@m", "float64[3] SqueezeBackward4"},
    {IN, "a = y@y", "float64[] DotBackward0"},
    {IN, "a = torch.dot(y,y)", "float64[] DotBackward0"},
    {IN, "a = torch.mm(x,m)", "float64[2, 3] MmBackward0"},
    {IN, "a = torch.mv(m,y)", "float64[3] MvBackward0"},
    {IN, "a = torch.matmul(b,c)", "float64[2, 3, 2] UnsafeViewBackward0"},
    {IN, "a = torch.bmm(b,c)", "float64[2, 3, 2] BmmBackward0"},
    {IN, "a = b@c[0]", "float64[2, 3, 2] UnsafeViewBackward0"},
    {IN, "a = torch.addmm(y,x,m)", "float64[2, 3] AddmmBackward0"},
    {IN, "a = torch.cross(y,y,dim=0)", "float64[3] LinalgCrossBackward0"},
    {IN, "a = torch.inner(x, m)", "float64[2, 3] ViewBackward0"},
};

static const tracing_row indices[] = {
    {IN, "a = x[None].squeeze()", "float64[2, 3] SqueezeBackward0"},
    {IN, "a = x[None].squeeze(0)", "float64[2, 3] SqueezeBackward1"},
    {IN, "a = x[0]", "float64[3] SelectBackward0"},
    {IN, "a = x[-1]", "float64[3] SelectBackward0"},
    {IN, "a = x[0,1]", "float64[] SelectBackward0"},
    {IN, "a = x[:,0]", "float64[2] SelectBackward0"},
    {IN, "a = x[0:1]", "float64[1, 3] SliceBackward0"},
    {IN, "a = x[:,1:]", "float64[2, 2] SliceBackward0"},
    {IN, "a = x[...,0]", "float64[2] SelectBackward0"},
    {IN, "a = x[None]", "float64[1, 2, 3] UnsqueezeBackward0"},
    {IN, "a = x[:,None,0]", "float64[2, 1] SelectBackward0"},
    {IN, "a = x[::2]", "float64[1, 3] SliceBackward0"},
    {IN, "a = x[j]", "float64[2, 3] IndexBackward0"},
    {IN, "a = x[[1,0]]", "float64[2, 3] IndexBackward0"},
    {IN, "a = x[:,j]", "float64[2, 2] IndexBackward0"},
    {IN, "a = x[j,l]", "float64[2] IndexBackward0"},
    {IN, "a = b[j,:,l]", "float64[2, 3] IndexBackward0"},
    {IN, "a = b[0,j]", "float64[2, 4] IndexBackward0"},
    {IN, "a = b[:,j,l]", "float64[2, 2] IndexBackward0"},
    {IN, "a = x[k]", "float64[3] SelectBackward0"},
    {IN, "a = y[k]", "float64[] SelectBackward0"},
    {IN, "a = x.select(1,0)", "float64[2] SelectBackward0"},
    {IN, "a = x.narrow(1,0,2)", "float64[2, 2] SliceBackward0"},
    {IN, "a = x.index_select(1,j)", "float64[2, 2] IndexSelectBackward0"},
    {IN, "a = x.gather(1,i.remainder(3))", "float64[2, 3] GatherBackward0"},
    {IN, "a = torch.take(x,j)", "float64[2] TakeBackward0"},
    {IN, "a = x.masked_fill(p,0)", "float64[2, 3] MaskedFillBackward0"},
    {IN, "a = torch.scatter_add(x,1,i.remainder(3),x)", "float64[2, 3] ScatterAddBackward0"},
    {IN, "a = x[:,k]", "float64[2] SelectBackward0"},
    {IN, "a = b[None,j]", "float64[1, 2, 3, 4] IndexBackward0"},
    {IN, "a = b[...,j]", "float64[2, 3, 2] IndexBackward0"},
    {IN, "a = x.unbind()[1]", "float64[3] UnbindBackward0"},
    {IN, "a = s[None]", "float64[1] UnsqueezeBackward0"},
    {IN, "a = y[0]+y[1]*y[2]", "float64[] AddBackward0"},
    {IN, "a = s.index_select(0, torch.tensor([0]))", "float64[] IndexSelectBackward0"},
    {IN, "a = x.index_select(1, k)", "float64[2, 1] IndexSelectBackward0"},
    {IN, "a = x.narrow(1, k, 2)", "float64[2, 2] SliceBackward0"},
    {IN, "a = x.narrow(1, -2, 2)", "float64[2, 2] SliceBackward0"},
    {IN, "a = s.gather(0, k)", "float64[] GatherBackward0"},
    {IN, "a = y.gather(-1, h)", "float64[3] GatherBackward0"},
    {IN, "a = s.scatter_add(0, k, s)", "float64[] ScatterAddBackward0"},
    {IN, "a = m.scatter_add(-1, i, x)", "float64[3, 3] ScatterAddBackward0"},
    {IN, "a = m.scatter_add(0, i[:, :2], m)", "float64[3, 3] ScatterAddBackward0"},
    {IN, "a = x.take_along_dim(i)", "float64[6] GatherBackward0"},
    {IN, "a = x.take_along_dim(indices=i[:1], dim=1)", "float64[2, 3] GatherBackward0"},
    {IN, "a = i.masked_fill(p, 1.5)", "int64[2, 3]"},
};

static const tracing_row creation[] = {
    {IN, "a = torch.zeros(2,3)", "float64[2, 3] ZerosBackward0"},
    {IN, "a = torch.zeros((2,3))", "float64[2, 3] ZerosBackward0"},
    {IN, "a = torch.ones(3)", "float64[3] OnesBackward0"},
    {IN, "a = torch.ones([2])", "float64[2] OnesBackward0"},
    {IN, "a = torch.zeros(2,dtype=torch.int64)", "int64[2]"},
    {IN, "a = torch.full((2,2),7)", "int64[2, 2]"},
    {IN, "a = torch.full((2,),7.)", "float64[2] FullBackward0"},
    {IN, "a = torch.zeros_like(x)", "float64[2, 3] ZerosLikeBackward0"},
    {IN, "a = torch.ones_like(i)", "int64[2, 3]"},
    {IN, "a = torch.full_like(x,3)", "float64[2, 3] FullLikeBackward0"},
    {IN, "a = torch.arange(5)", "int64[5]"},
    {IN, "a = torch.arange(1,4)", "int64[3]"},
    {IN, "a = torch.arange(0,1,0.3)", "float64[4]"},
    {IN, "a = torch.arange(5,0,-2)", "int64[3]"},
    {IN, "a = torch.linspace(0,1,5)", "float64[5] ConcatBackward0"},
    {IN, "a = torch.eye(3)", "float64[3, 3] EyeBackward0"},
    {IN, "a = torch.eye(2,3)", "float64[2, 3] EyeBackward0"},
    {IN, "a = torch.tensor([[1,2],[3,4]])", "int64[2, 2]"},
    {IN, "a = torch.tensor([1.,2])", "float64[2]"},
    {IN, "a = torch.tensor(3)", "int64[]"},
    {IN, "a = torch.tensor(True)", "bool[]"},
    {IN, "a = torch.tensor([1,2],dtype=torch.float32)", "float32[2]"},
    {IN, "a = x.float()", "float32[2, 3] ToCopyBackward0"},
    {IN, "a = x.double()", "float64[2, 3]"},
    {IN, "a = x.long()", "int64[2, 3]"},
    {IN, "a = x.int()", "int32[2, 3]"},
    {IN, "a = x.bool()", "bool[2, 3]"},
    {IN, "a = i.float()", "float32[2, 3] ToCopyBackward0"},
    {IN, "a = x.to(torch.float32)", "float32[2, 3] ToCopyBackward0"},
    {IN, "a = x.to(f)", "float32[2, 3] ToCopyBackward0"},
    {IN, "a = x.type_as(f)", "float32[2, 3] ToCopyBackward0"},
    {IN, "a = x.detach()", "float64[2, 3] DetachBackward0"},
    {IN, "a = x.clone()", "float64[2, 3] CloneBackward0"},
    {IN, "a = x.contiguous()", "float64[2, 3]"},
};

static const tracing_row neural[] = {
    {IN, "a = F.softmax(x,dim=-1)", "float64[2, 3] SoftmaxBackward0"},
    {IN, "a = F.log_softmax(x,dim=1)", "float64[2, 3] LogSoftmaxBackward0"},
    {IN, "a = F.relu(x)", "float64[2, 3] ReluBackward0"},
    {IN, "a = F.gelu(x)", "float64[2, 3] GeluBackward0"},
    {IN, "a = F.silu(x)", "float64[2, 3] SiluBackward0"},
    {IN, "a = F.elu(x)", "float64[2, 3] EluBackward0"},
    {IN, "a = F.leaky_relu(x,0.2)", "float64[2, 3] LeakyReluBackward0"},
    {IN, "a = F.softplus(x)", "float64[2, 3] SoftplusBackward0"},
    {IN, "a = F.logsigmoid(x)", "float64[2, 3] LogSigmoidBackward0"},
    {IN, "a = F.hardtanh(x)", "float64[2, 3] HardtanhBackward0"},
    {IN, "a = F.softsign(x)", "float64[2, 3] DivBackward0"},
    {IN, "a = F.mish(x)", "float64[2, 3] MishBackward0"},
    {IN, "a = F.selu(x)", "float64[2, 3] EluBackward0"},
    {IN, "a = F.relu6(x)", "float64[2, 3] HardtanhBackward0"},
    {IN, "a = F.tanhshrink(x)", "float64[2, 3] SubBackward0"},
    {IN, "a = F.mse_loss(x,x*2)", "float64[] MseLossBackward0"},
    {IN, "a = F.mse_loss(x,x*2,reduction='none')", "float64[2, 3] MseLossBackward0"},
    {IN, "a = F.l1_loss(x,x*2)", "float64[] MeanBackward0"},
    {IN, "a = F.smooth_l1_loss(x,x*2)", "float64[] SmoothL1LossBackward0"},
    {IN, "a = F.huber_loss(x,x*2,reduction='sum')", "float64[] HuberLossBackward0"},
    {IN, "a = F.binary_cross_entropy(torch.sigmoid(x),p.double())",
     "float64[] BinaryCrossEntropyBackward0"},
    {IN, "a = F.binary_cross_entropy_with_logits(x,p.double())",
     "float64[] BinaryCrossEntropyWithLogitsBackward0"},
    {IN, "a = F.cross_entropy(x,j)", "float64[] NllLossBackward0"},
    {IN, "a = F.nll_loss(x,j)", "float64[] NllLossBackward0"},
    {IN, "a = F.kl_div(x,x)", "float64[] MeanBackward0"},
    {IN, "a = F.cross_entropy(x,x.softmax(1))", "float64[] DivBackward1"},
    {IN, "a = F.linear(x,m)", "float64[2, 3] MmBackward0"},
    {IN, "a = F.linear(x,m,y)", "float64[2, 3] AddmmBackward0"},
    {IN, "a = F.linear(y,m,y)", "float64[3] ViewBackward0"},
    {IN, "a = F.layer_norm(x,(3,))", "float64[2, 3] NativeLayerNormBackward0"},
    {IN, "a = F.normalize(x)", "float64[2, 3] DivBackward0"},
    {IN, "a = F.cosine_similarity(x,x)", "float64[2] SumBackward1"},
    {IN, "a = F.cosine_similarity(x[None], x[:, None], dim=-2)", "float64[2, 3] SumBackward1"},
    {IN, "a = F.hardtanh(i)", "int64[2, 3]"},
    {IN, "a = F.one_hot(j,3)", "int64[2, 3]"},
    {IN, "a = F.cross_entropy(y, torch.tensor(1))", "float64[] NllLossBackward0"},
};

/* torch.result_type of a tensor with a dimension or without, on the left, with each of those and
 * True, 1 and 1.5 on the right, under the default dtype float32. One letter a dtype, in order of
 * dtype.def. */
static const char letters[] = "bucsilfd";
static const char *const promotions[] = {
    "bucsilfdbucsilfdblf", "uussilfduuuuuufduuf", "cscsilfdccccccfdccf", "ssssilfdssssssfdssf",
    "iiiiilfdiiiiiifdiif", "llllllfdllllllfdllf", "fffffffdfffffffffff", "ddddddddddddddddddd",
    "bucsilfdbucsilfdblf", "uucsilfduussilfduuf", "cucsilfdcscsilfdccf", "sucsilfdssssilfdssf",
    "iucsilfdiiiiilfdiif", "lucsilfdllllllfdllf", "fffffffdfffffffdfff", "ddddddfdddddddddddd",
};

static gd_type type_at(int column)
{
    gd_type type = {.dtype = (gd_dtype)(column % GD_DTYPE_COUNT)};
    if (column < GD_DTYPE_COUNT) type.shape = (gd_shape){1, {2}};
    return type;
}

static gd_object operand_at(tracing *t, int column)
{
    static const gd_object numbers[] = {{.kind = GD_OBJECT_BOOL, .integer = 1},
                                        {.kind = GD_OBJECT_INT, .integer = 1},
                                        {.kind = GD_OBJECT_FLOAT, .number = 1.5}};
    if (column >= 2 * GD_DTYPE_COUNT) return numbers[column - 2 * GD_DTYPE_COUNT];
    const gd_type type = type_at(column);
    return (gd_object){.kind = GD_OBJECT_TENSOR, .edge = graph_input(&t->graph, "x", &type)};
}

static void test_promotion(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT32);
    for (int row = 0; row < 2 * GD_DTYPE_COUNT; row++)
        for (int column = 0; promotions[row][column]; column++) {
            const gd_object left = operand_at(&t, row), right = operand_at(&t, column);
            gd_dtype found = promote_type(t.trace, (const gd_object *[]){&left, &right}, 2);
            if (letters[found] != promotions[row][column])
                fail_msg("row %d, column %d: %s", row, column, gd_dtype_name(found));
        }
    tracing_close(&t);
}

/* What a def refuses is refused in PyTorch's words at the place of the call. */
static const tracing_row errors[] = {
    {IN, "a = y.topk(9)", "runtime 1:5-1:14 selected index k out of range"},
    {IN, "a = x.kthvalue(4)",
     "runtime 1:5-1:18 kthvalue(): selected number k out of range for dimension 1"},
    {IN, "a = p.median()",
     "not_implemented 1:5-1:15 \"median_cpu\" not implemented for 'Bool' | x.float() or x.double() "
     "converts"},
    {IN, "a = i.softmax(0)",
     "not_implemented 1:5-1:17 \"softmax_kernel_impl\" not implemented for 'Long' | x.float() or "
     "x.double() converts"},
    {IN, "a = x.cummax(2)",
     "index 1:5-1:16 Dimension out of range (expected to be in range of [-2, 1], but got 2)"},
    {IN, "a = x.unflatten(1, (2, 2))",
     "shape_mismatch 1:5-1:27 unflatten: Provided sizes [2, 2] don't multiply up to the size "
     "of dim 1 (3) in the input tensor"},
    {IN, "a = torch.einsum('ij,jk->ik', x, x)",
     "shape_mismatch 1:5-1:36 einsum(): subscript j has size 2 for operand 1 which does not "
     "broadcast with previously seen size 3"},
    {IN, "a = torch.det(x)",
     "shape_mismatch 1:5-1:17 linalg.det: A must be batches of square matrices, but they are "
     "2 by 3 matrices"},
    {IN, "a = F.conv2d(x, b[None])",
     "shape_mismatch 1:5-1:25 Expected 3D (unbatched) or 4D (batched) input to conv2d, but "
     "got input of size: [2, 3]"},
    {IN, "a = F.pad(x, (1,))", "runtime 1:5-1:19 Padding length must be divisible by 2"},
    {IN, "a = F.max_pool2d(b, 2, padding=2)",
     "runtime 1:5-1:34 pad should be at most half of effective kernel size, but got pad=2, "
     "kernel_size=2 and dilation=1"},
    {IN, "a = x.scatter(1, i, f)",
     "dtype 1:5-1:23 scatter(): Expected self.dtype to be equal to src.dtype"},
    {IN, "a = torch.bmm(x, x)",
     "shape_mismatch 1:5-1:20 batch1 must be a 3D tensor | matmul or @ takes any"},
    {IN, "a = x.chunk(0)", "runtime 1:5-1:15 chunk expects `chunks` to be greater than 0, got: 0"},
    {IN, "a = F.embedding(x, x)",
     "dtype 1:5-1:22 Expected tensor for argument #1 'indices' to have one of the following "
     "scalar types: Long, Int; but got torch.DoubleTensor instead (while checking arguments "
     "for embedding)"},
    {IN, "a = x @ x",
     "shape_mismatch 1:5-1:10 mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3) | "
     "the inner sizes, 3 and 2, must agree: transpose the second, as in a @ b.mT"},
    {IN, "a = y @ b[0, 0]",
     "shape_mismatch 1:5-1:16 inconsistent tensor size, expected tensor [3] and src [4] to have "
     "the same number of elements, but got 3 and 4 elements respectively"},
    {IN, "a = x @ f.T",
     "dtype 1:5-1:12 expected m1 and m2 to have the same dtype, but got: double != float "
     "| x.to(dtype) converts"},
    {IN, "a = s @ x",
     "shape_mismatch 1:5-1:10 both arguments to matmul need to be at least 1D, but they are 0D and "
     "2D"},
    {IN, "a = x.view(5)", "shape_mismatch 1:5-1:14 shape '[5]' is invalid for input of size 6"},
    {IN, "a = x.reshape(-1, -1)", "runtime 1:5-1:22 only one dimension can be inferred"},
    {IN, "a = x.mean(2)",
     "index 1:5-1:14 Dimension out of range (expected to be in range of [-2, 1], but got 2)"},
    {IN, "a = x.sum((0, -2))", "runtime 1:5-1:19 dim 0 appears multiple times in the list of dims"},
    {IN, "a = i.mean()",
     "dtype 1:5-1:13 mean(): could not infer output dtype. Input dtype must be either a floating "
     "point or complex dtype. Got: Long | x.float() or x.double() converts"},
    {IN, "a = x[2]", "index 1:5-1:9 index 2 is out of bounds for dimension 0 with size 2"},
    {IN, "a = x[:, -4]", "index 1:5-1:13 index -4 is out of bounds for dimension 1 with size 3"},
    {IN, "a = x[0, 0, 0]", "index 1:5-1:15 too many indices for tensor of dimension 2"},
    {IN, "a = x[::-1]", "value 1:5-1:12 step must be greater than zero | flip(x, [dim]) reverses"},
    {IN, "a = x[p]",
     "unsupported 1:5-1:9 indexing by a mask: the result's shape would depend on values | "
     "where(mask, x, 0) keeps the shape"},
    {IN, "a = x[1.5]",
     "index 1:5-1:11 only integers, slices (`:`), ellipsis (`...`), None and long or byte "
     "Variables "
     "are valid indices (got float)"},
    {IN, "a = cat([x, b])",
     "shape_mismatch 1:5-1:16 Tensors must have same number of dimensions: got 2 and 3"},
    {IN, "a = cat([x, m], 1)",
     "shape_mismatch 1:5-1:19 Sizes of tensors must match except in dimension 1. Expected size 2 "
     "but got size 3 for tensor number 1 in the list."},
    {IN, "a = cat([])", "value 1:5-1:12 torch.cat(): expected a non-empty list of Tensors"},
    {IN, "a = stack([x, y])",
     "shape_mismatch 1:5-1:18 stack expects each tensor to be equal size, but got [2, 3] at entry "
     "0 and [3] at entry 1"},
    {IN, "a = y.expand(4, 2)",
     "shape_mismatch 1:5-1:19 The expanded size of the tensor (2) must match the existing size (3) "
     "at non-singleton dimension 1.  Target sizes: [4, 2].  Tensor sizes: [3]"},
    {IN, "a = where(x, x, x)",
     "dtype 1:5-1:19 where expected condition to be a boolean tensor, but got a tensor with dtype "
     "float64"},
    {IN, "a = p - p",
     "dtype 1:5-1:10 Subtraction, the `-` operator, with two bool tensors is not supported. Use "
     "the `^` or `logical_xor()` operator instead."},
    {IN, "a = i ** -1",
     "runtime 1:5-1:12 Integers to negative integer powers are not allowed. | x.float() or "
     "x.double() converts"},
    {IN, "a = torch.tensor([[1, 2], [3]])",
     "value 1:5-1:32 expected sequence of length 2 at dim 1 (got 1)"},
    {IN, "a = torch.tensor([s, 1])",
     "unsupported 1:5-1:25 a tensor among numbers: elements are not known while a program is "
     "traced "
     "| stack([a, b]) makes a tensor of tensors"},
    {IN, "a = sin('x')",
     "type 1:5-1:13 sin(): argument 'input' (position 1) must be Tensor, not str"},
    {IN, "a = F.cross_entropy(x, y)",
     "value 1:5-1:26 Expected input batch_size (2) to match target batch_size (3)."},
    {IN, "a = F.cross_entropy(x, x[:, :2])",
     "shape_mismatch 1:5-1:33 0D or 1D target tensor expected, multi-target not supported | "
     "probabilities of classes are floating-point numbers in the shape of input"},
    {IN, "a = x << 1",
     "not_implemented 1:5-1:11 \"lshift_cpu\" not implemented for 'Double' | "
     "x * 2**n scales by a power of 2"},
    {IN, "a = 1 - p",
     "dtype 1:5-1:10 Subtraction, the `-` operator, with a bool tensor is not supported. If you "
     "are trying to invert a mask, use the `~` or `logical_not()` operator instead."},
    {IN, "a = torch.norm(m, 'nuc')",
     "unsupported 1:5-1:25 the nuclear norm, which needs singular values"},
    {IN, "a = torch.linalg.norm(m, 2)",
     "unsupported 1:5-1:28 the spectral norm, which needs singular values"},
    {IN, "a = torch.linalg.norm(m, 3)",
     "runtime 1:5-1:28 linalg.matrix_norm: Order 3 not supported."},
    {IN, "a = F.hardtanh(x, 0.5, -0.5)", "value 1:5-1:29 min_val cannot be greater than max_val"},
    {IN, "a = F.layer_norm(x, (2,))",
     "shape_mismatch 1:5-1:26 Given normalized_shape=[2], expected input with shape [*, 2], but "
     "got input of size[2, 3]"},
    {IN, "a = x[u]",
     "unsupported 1:5-1:9 indexing by a mask: the result's shape would depend on values | "
     "where(mask, x, 0) keeps the shape"},
    {IN, "a = torch.tensor([300], dtype=torch.uint8)",
     "runtime 1:5-1:43 value cannot be converted to type uint8 without overflow"},
    {IN, "a = torch.div(p, p, rounding_mode='trunc')",
     "not_implemented 1:5-1:43 \"floor_divide_cpu\" not implemented for 'Bool'"},
    {IN, "a = x & p",
     "not_implemented 1:5-1:10 \"bitwise_and_cpu\" not implemented for 'Double' | compare "
     "first, as in (x > 0) & (x < 1)"},
};

/* Each def stands in the catalogue with its parameters and a line of documentation. */
static void test_catalogue(void **state)
{
    (void)state;
    tracing t;
    int n, found = 0;
    tracing_open(&t, GD_FLOAT64);
    const gd_entry *entries = library_entries(t.library, &n, &t.error);
    assert_string_equal(t.error.message, "");
    for (int i = 0; i < n; i++) {
        assert_true(!i || strcmp(entries[i - 1].name, entries[i].name) <= 0);
        assert_true(entries[i].text[0] && entries[i].name[0] != '_');
        found +=
            !strcmp(entries[i].signature, "mean(input, dim=None, keepdim=False, *, dtype=None)");
        found += !strcmp(entries[i].signature, "sin(input)") && entries[i].op == GD_OP_SIN;
        found += !strcmp(entries[i].signature, "Tensor.view(*shape)");
        found += !strcmp(entries[i].signature, "Tensor.T");
        found += !strcmp(entries[i].signature, "math.floor(x)");
        bool member = !strncmp(entries[i].signature, "Tensor.", 7);
        size_t length = strlen(entries[i].name);
        const char *after = entries[i].signature + (member ? 7 : 0);
        assert_memory_equal(after, entries[i].name, length);
        assert_true(after[length] == '(' || (member && !after[length]));
    }
    assert_int_equal(found, 5);
    tracing_close(&t);
}

/* Calls of one type share a body, others do not. */
static void test_sharing(void **state)
{
    (void)state;
    tracing t;
    tracing_open(&t, GD_FLOAT64);
    tracing_bind(&t, IN);
    assert_true(tracing_run(&t, "a = x.softmax(1)\nb = (x * 2).softmax(dim=1)\nc = x.softmax(0)"));
    const gd_function *a = trace_find(t.trace, "a")->edge.node->callee;
    assert_ptr_equal(a, trace_find(t.trace, "b")->edge.node->callee);
    assert_ptr_not_equal(a, trace_find(t.trace, "c")->edge.node->callee);
    tracing_close(&t);
}

static void test_pointwise(void **state)
{
    (void)state;
    TRACING_CHECK(pointwise, GD_FLOAT64);
}

static void test_reductions(void **state)
{
    (void)state;
    TRACING_CHECK(reductions, GD_FLOAT64);
}

static void test_shapes(void **state)
{
    (void)state;
    TRACING_CHECK(shapes, GD_FLOAT64);
}

static void test_products(void **state)
{
    (void)state;
    TRACING_CHECK(products, GD_FLOAT64);
}

static void test_indices(void **state)
{
    (void)state;
    TRACING_CHECK(indices, GD_FLOAT64);
}

static void test_creation(void **state)
{
    (void)state;
    TRACING_CHECK(creation, GD_FLOAT64);
}

static void test_neural(void **state)
{
    (void)state;
    TRACING_CHECK(neural, GD_FLOAT64);
}

static void test_errors(void **state)
{
    (void)state;
    TRACING_CHECK(errors, GD_FLOAT64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pointwise), cmocka_unit_test(test_reductions),
        cmocka_unit_test(test_shapes),    cmocka_unit_test(test_products),
        cmocka_unit_test(test_indices),   cmocka_unit_test(test_creation),
        cmocka_unit_test(test_neural),    cmocka_unit_test(test_errors),
        cmocka_unit_test(test_promotion), cmocka_unit_test(test_catalogue),
        cmocka_unit_test(test_sharing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
