x = torch.ones(2, requires_grad=True)
with torch.inference_mode():
    y = x * 2
print(y, y.is_inference(), x.is_inference())  # expect: tensor([2., 2.]) True False
@torch.inference_mode()
def double(t):
    return t * 2
print(double(x).requires_grad, torch.is_inference_mode_enabled())  # expect: False False
try:
    y += 1
except RuntimeError as error:
    print(error)
    # expect: Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.
try:
    y * x
except RuntimeError as error:
    print(error)
    # expect: Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.
