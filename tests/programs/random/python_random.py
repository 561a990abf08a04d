# The module random gives the numbers that it gives in Python.
import random
random.seed(42)
print(random.random(), random.uniform(-1, 1))  # expect: 0.6394267984578837 -0.9499784895546661
print(random.randint(1, 6), random.choice([1, 2, 3]), random.randrange(5, 50, 5))  # expect: 3 1 20
x = list(range(10))
random.shuffle(x)
print(x)  # expect: [7, 9, 5, 6, 0, 3, 4, 8, 1, 2]
print(random.sample(range(100), 5), random.sample([1, 2, 3, 4], 2), random.sample(range(1000), 8))
# expect: [29, 64, 77, 3, 71] [2, 3] [665, 718, 558, 429, 225, 459, 603, 284]
print(random.choices("abc", k=4), random.choices([1, 2, 3], weights=[1, 2, 7], k=5))
# expect: ['c', 'a', 'c', 'c'] [3, 2, 3, 3, 1]
print(random.gauss(0, 1), random.gauss(0, 1), random.normalvariate(0, 1), random.expovariate(2.0))
# expect: 1.5921560920100537 1.1073149786495038 0.922607425642984 0.6541702152231335
print(random.getrandbits(8), random.getrandbits(40))  # expect: 137 1069982980984
random.seed(2**40 + 17)
print(random.random())  # expect: 0.6614192930187859
r = random.Random(1337)
print([r.random() for _ in range(2)])  # expect: [0.6177528569514706, 0.5332655736050008]
random.randint(3, 2)
# error: ValueError: empty range for randrange() (3, 3, 0)
# at: 20:1-20:21
