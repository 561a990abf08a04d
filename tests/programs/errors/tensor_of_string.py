torch.tensor("abc")
# error: TypeError: new(): invalid data type 'str'
# at: 1:1-1:20
