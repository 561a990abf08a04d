float("abc")
# error: ValueError: could not convert string to float: 'abc'
# at: 1:1-1:13
