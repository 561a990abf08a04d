a = []
a.append(a)
a.append(a)
a  # expect: [[...], [...]]
