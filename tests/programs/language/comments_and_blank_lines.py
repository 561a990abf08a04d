# first

x = 1  # beside

if x:
    # inside

    print("# not a comment")  # expect: # not a comment
# last
