def survives(f):
    try:
        f()
    except (KeyError, RuntimeError, ValueError, IndexError):
        pass

class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        d.clear()
        junk = [[i] * 10 for i in range(1000)]
        return True

d = {Key(): 1}
survives(lambda: d[Key()])
d = {Key(): 1}
survives(lambda: d.pop(Key()))
d = {Key(): 1}
survives(lambda: d.update({Key(): 2}))

class Item:
    def __eq__(self, other):
        items.clear()
        junk = [[i] * 10 for i in range(1000)]
        return True

items = [[Item(), Item(), [3, Item()]]]
survives(lambda: items == [[Item(), Item(), [3, Item()]]])
items = {"a": [Item(), Item()], "b": [Item(), [Item()]]}
survives(lambda: items == {"a": [Item(), Item()], "b": [Item(), [Item()]]})
print("done")  # expect: done
