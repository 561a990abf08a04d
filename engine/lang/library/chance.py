# The module random: Python's own generator, mt19937 (M. Matsumoto, T. Nishimura, "Mersenne Twister",
# ACM TOMACS 8, 1998), so that a seed gives the numbers that it gives in Python. Without a seed it
# starts from torch's, which makes a program print the same each time.

class Random:
    """A stream of random numbers of its own."""

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        """Starts the stream anew from an integer or a float."""
        if a is None:
            a = torch.initial_seed()
        if not isinstance(a, (int, float)):
            raise TypeError("The only supported seed types are:\nNone, int, float, str, bytes, and "
                "bytearray." if not isinstance(a, str) else "a seed is a number here, not text")
        left = abs(a) if isinstance(a, int) else abs(hash(a))
        key = [left & 0xffffffff]
        while left > 0xffffffff:
            left >>= 32
            key.append(left & 0xffffffff)
        self._state = _state_of(key)
        self._at = 624
        self._spare = None

    def getrandbits(self, k):
        """A number of k random bits."""
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        if k > 63:
            raise OverflowError("getrandbits(): integers have 64 bits here")
        low = self._word() >> 32 - min(k, 32) if k > 0 else 0
        return low | self._word() >> 64 - k << 32 if k > 32 else low

    def random(self):
        """A number from [0, 1)."""
        high = self._word() >> 5
        return (high * 67108864.0 + (self._word() >> 6)) / 9007199254740992.0

    def uniform(self, a, b):
        """A number between a and b."""
        return a + (b - a) * self.random()

    def randrange(self, start, stop=None, step=1):
        """One of range(start, stop, step)."""
        choices = range(start) if stop is None else range(start, stop, step)
        if len(choices) == 0:
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {stop - start})"
                if stop is not None and step == 1 else "empty range for randrange()")
        return choices[self._below(len(choices))]

    def randint(self, a, b):
        """An integer from a to b, both included."""
        return self.randrange(a, b + 1)

    def choice(self, seq):
        """An element of a sequence."""
        if len(seq) == 0:
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        """Puts a list in random order."""
        for i in reversed(range(1, len(x))):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k):
        """k elements of a sequence, none twice."""
        n = len(population)
        if k < 0 or k > n:
            raise ValueError("Sample larger than population or is negative")
        room = 21 + (4 ** math.ceil(math.log(k * 3, 4)) if k > 5 else 0)
        if n <= room:
            pool = list(population)
            return [self._taken(pool, n - i) for i in range(k)]
        seen = set()
        result = []
        for i in range(k):
            j = self._below(n)
            while j in seen:
                j = self._below(n)
            seen.add(j)
            result.append(population[j])
        return result

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        """k elements of a sequence, each by its weight."""
        n = len(population)
        if weights is None and cum_weights is None:
            return [population[math.floor(self.random() * float(n))] for i in range(k)]
        sums = cum_weights
        if weights is not None:
            sums = list(itertools.accumulate(weights))
        if len(sums) != n:
            raise ValueError("The number of weights does not match the population")
        total = sums[-1] + 0.0
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        return [population[_first_above(sums, self.random() * total)] for i in range(k)]

    def gauss(self, mu=0.0, sigma=1.0):
        """A number from a normal distribution; every second one is the other half of a pair."""
        z = self._spare
        self._spare = None
        if z is None:
            angle = self.random() * 2.0 * math.pi
            radius = math.sqrt(-2.0 * math.log(1.0 - self.random()))
            z = math.cos(angle) * radius
            self._spare = math.sin(angle) * radius
        return mu + z * sigma

    def normalvariate(self, mu=0.0, sigma=1.0):
        """A number from a normal distribution: the ratio of uniforms (A. Kinderman, J. Monahan,
        ACM TOMS 3, 1977)."""
        scale = 4 * math.exp(-0.5) / math.sqrt(2.0)
        while True:
            u = self.random()
            v = 1.0 - self.random()
            z = scale * (u - 0.5) / v
            if z * z / 4.0 <= -math.log(v):
                return mu + z * sigma

    def expovariate(self, lambd=1.0):
        """A number from an exponential distribution."""
        return -math.log(1.0 - self.random()) / lambd

    # A number from 0 to before n, which is positive: bits are drawn until they are below it.
    def _below(self, n):
        bits = n.bit_length()
        number = self.getrandbits(bits)
        while number >= n:
            number = self.getrandbits(bits)
        return number

    # One of the first n of a list, whose place the last of them takes.
    def _taken(self, pool, n):
        j = self._below(n)
        result = pool[j]
        pool[j] = pool[n - 1]
        return result

    # 32 random bits.
    def _word(self):
        if self._at == 624:
            _twist(self._state)
            self._at = 0
        y = self._state[self._at]
        self._at += 1
        y ^= y >> 11
        y ^= y << 7 & 0x9d2c5680
        y ^= y << 15 & 0xefc60000
        return y ^ y >> 18

# The state that a seed gives: init_by_array of the authors' mt19937ar.c.
@plain
def _state_of(key):
    word = 19650218
    state = [word]
    for i in range(1, 624):
        word = 1812433253 * (word ^ word >> 30) + i & 0xffffffff
        state.append(word)
    size = len(key)
    i = 1
    for k in range(max(624, size)):
        mixed = (state[i - 1] ^ state[i - 1] >> 30) * 1664525 & 0xffffffff
        state[i] = (state[i] ^ mixed) + key[k % size] + k % size & 0xffffffff
        i += 1
        if i == 624:
            state[0] = state[623]
            i = 1
    for k in range(623):
        mixed = (state[i - 1] ^ state[i - 1] >> 30) * 1566083941 & 0xffffffff
        state[i] = (state[i] ^ mixed) - i & 0xffffffff
        i += 1
        if i == 624:
            state[0] = state[623]
            i = 1
    state[0] = 0x80000000
    return state

# The next 624 words in place of the last.
@plain
def _twist(state):
    for i in range(624):
        y = state[i] & 0x80000000 | state[(i + 1) % 624] & 0x7fffffff
        state[i] = state[(i + 397) % 624] ^ y >> 1 ^ (0x9908b0df if y & 1 else 0)

# The place of the first of the rising sums that is above x; the last one is taken for above.
@plain
def _first_above(sums, x):
    low = 0
    high = len(sums) - 1
    while low < high:
        middle = (low + high) // 2
        if x < sums[middle]:
            high = middle
        else:
            low = middle + 1
    return low

_shared = Random()
seed = _shared.seed
getrandbits = _shared.getrandbits
random = _shared.random
uniform = _shared.uniform
randrange = _shared.randrange
randint = _shared.randint
choice = _shared.choice
shuffle = _shared.shuffle
sample = _shared.sample
choices = _shared.choices
gauss = _shared.gauss
normalvariate = _shared.normalvariate
expovariate = _shared.expovariate
