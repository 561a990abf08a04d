x = torch.ones(2, 2)
y = x.view(4)
print(y._is_view(), y._base is x, x._base, x.data_ptr() == y.data_ptr(), x.clone().data_ptr() == x.data_ptr())
# expect: True True None True False
