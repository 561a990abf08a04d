print(list(enumerate("ab")), list(zip([1, 2], "ab", (True, False))), list(map(lambda x: x + 1, [1, 2])))
# expect: [(0, 'a'), (1, 'b')] [(1, 'a', True), (2, 'b', False)] [2, 3]
print(list(filter(None, [0, 1, "", "a"])), list(reversed([1, 2, 3])), list(range(5, 0, -2)), list(map(max, [1, 5], [3, 2])))
# expect: [1, 'a'] [3, 2, 1] [5, 3, 1] [3, 5]
print(any([0, 1]), all([1, 0]), range(3), range(1, 5)[2], len(range(0, 10, 3)), 4 in range(5), list(zip()))
# expect: True False range(0, 3) 3 4 True []
it = iter([1, 2])
print(next(it), next(it), next(it, "end"))  # expect: 1 2 end
