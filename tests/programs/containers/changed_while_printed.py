class Item:
    def __repr__(self):
        items.clear()
        junk = [[i] * 10 for i in range(1000)]
        return "Item"

items = []
items.append([Item(), "x" * 20, [1, 2, Item()]])
print(items)  # expect: [[Item, 'xxxxxxxxxxxxxxxxxxxx', [1, 2, Item]]]
items.append({1: Item(), 2: "y" * 20})
print(items)  # expect: [{1: Item, 2: 'yyyyyyyyyyyyyyyyyyyy'}]
items = {1: Item()}
print(str(items)[:8])  # expect: {1: Item
