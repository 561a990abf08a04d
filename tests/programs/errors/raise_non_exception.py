raise "oops"
# error: TypeError: exceptions must derive from BaseException
# at: 1:1-1:13
