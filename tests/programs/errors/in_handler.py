try:
    {}["a"]
except KeyError:
    undefined
    # error: NameError: name 'undefined' is not defined
    # at: 4:5-4:14
