3 < "a"
# error: TypeError: '<' not supported between instances of 'int' and 'str'
# at: 1:1-1:8
