class Thing:
    pass
print(Thing())  # expect: <__main__.Thing object at 0xADDR>
print(Thing, Thing.__name__)  # expect: <class '__main__.Thing'> Thing
