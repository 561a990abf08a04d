f"{3:q}"
# error: ValueError: Unknown format code 'q' for object of type 'int'
# at: 1:1-1:9
