x = 1
"a string"  # expect: 'a string'
