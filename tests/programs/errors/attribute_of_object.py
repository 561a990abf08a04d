class C:
    def __init__(self):
        self.x = 1
C().y
# error: AttributeError: 'C' object has no attribute 'y'
# at: 4:1-4:6
