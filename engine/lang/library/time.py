# The module time.

@plain
def time():
    return prim.clock(True)

@plain
def perf_counter():
    return prim.clock(False)

@plain
def monotonic():
    return prim.clock(False)

@plain
def process_time():
    return prim.clock(False)

@plain
def sleep(seconds):
    prim.fail("unsupported", "sleep(): a program does not wait")
