F.dropout(torch.ones(2), p=1.5)
# error: ValueError: dropout probability has to be between 0 and 1, but got 1.5
# at: 1:1-1:32
