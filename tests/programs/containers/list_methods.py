xs = [3, 1]
xs.append(2)
xs.extend([5, 4])
xs.insert(0, 9)
print(xs, xs.pop(), xs.pop(0), xs)  # expect: [3, 1, 2, 5] 4 9 [3, 1, 2, 5]
xs.remove(1)
xs.reverse()
print(xs, xs.index(2), xs.count(3), len(xs))  # expect: [5, 2, 3] 1 1 3
xs.sort()
ys = xs.copy()
xs.clear()
print(xs, ys)  # expect: [] [2, 3, 5]
