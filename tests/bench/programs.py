"""The peer of programs.c: runs the programs whose names come in, one a line, with PyTorch.

Answers each with its nanoseconds and what it printed. One thread is PyTorch's best on tensors as
small as these.
"""

import contextlib
import io
import sys
import time

import torch

torch.set_num_threads(1)

for name in sys.stdin:
    with open(name.strip()) as file:
        text = file.read()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        start = time.perf_counter_ns()
        exec(compile(text, name.strip(), "exec"), {"__name__": "__main__"})
        elapsed = time.perf_counter_ns() - start
    print(elapsed, printed.getvalue().replace("\n", " "), flush=True)
