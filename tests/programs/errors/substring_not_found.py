"abc".index("z")
# error: ValueError: substring not found
# at: 1:1-1:17
