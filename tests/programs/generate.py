#!/usr/bin/env python3
"""Writes what PyTorch makes of a program into the program, as comments.

In: programs, each run as a cell of a notebook in a fresh process: its statements in order, torch,
F, nn and math defined, torch.manual_seed(0); if the last statement is a bare expression whose value
is not None, its repr is printed last. Out: the same files with
    # expect: TEXT    one line that is printed, beside or below the statement that prints it; read
                      from top to bottom they are the whole output, so that what a loop prints
                      stands at its last line
    # error: TYPE: MESSAGE     the error that ends the program (the first line of its message)
    # at: LINE:COLUMN-END_LINE:END_COLUMN     its place in this file: counted from 1, in code
                      points, the end exclusive; LINE:COLUMN alone where Python knows no end
Addresses read 0xADDR. The expectations of a program with "# conventions: torch" hold with those.

    generate.py [FILE...]           writes (default: every program here and in ../conformance)
    generate.py --check [FILE...]   says which would change
    generate.py --print FILE...     prints the output alone, an error as its last line
"""
import ast
import json
import math
import os
import pathlib
import re
import signal
import sys
import warnings

import torch
import torch._dynamo  # the first optimiser of a process would load it, which takes seconds

CELL = "<cell>"
HERE = pathlib.Path(__file__).resolve().parent
COMMENT = re.compile(r"\s*# (expect|error|at):.*$")
SECONDS = 60
COLUMNS = 100


class Output:
    """A stdout that notes which line of the cell each piece of text comes from."""

    def __init__(self):
        self.pieces = []

    def write(self, text):
        frame, line = sys._getframe(1), 1
        while frame is not None:
            if frame.f_code.co_filename == CELL and frame.f_code.co_name == "<module>":
                line = frame.f_lineno
            frame = frame.f_back
        self.pieces.append((line, text))
        return len(text)

    def flush(self):
        pass

    def lines(self):
        """[[line of the cell, text], ...], one for each line of output."""
        result, text = [], ""
        for line, piece in self.pieces:
            *whole, rest = piece.split("\n")
            for part in whole:
                result.append([line, text + part])
                text = ""
            text += rest
        return result + ([[self.pieces[-1][0], text]] if text else [])


def place_of(source, error):
    """The place of an error: [line, column, end line, end column], the last two None if unknown."""
    if isinstance(error, SyntaxError):
        begin, end = [error.lineno, error.offset], [error.end_lineno, error.end_offset]
        return begin + (end if None not in end and end > begin else [None, None])
    trace, innermost = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == CELL:
            innermost = trace
        trace = trace.tb_next
    positions = list(innermost.tb_frame.f_code.co_positions())[innermost.tb_lasti // 2]
    line, end_line, column, end_column = positions
    lines = source.split("\n")
    if line in heads(source) and end_line > heads(source)[line]:
        end_line = end_column = None  # Python blames a whole `for` or `with` for what its head does

    def points(line, column):
        return line and len(lines[line - 1].encode()[:column].decode()) + 1

    return [line, points(line, column), end_line, points(end_line, end_column)]


def told(name, message):
    """How an error is written: its class and the first line of its message, without paths."""
    message = re.sub(r" \(/[^)]*\)", "", message.split("\n")[0])
    return f"{name}: {message}" if message else name


def run_here(source):
    """Runs a cell; what came of it, as data."""
    output, names = Output(), {"__name__": "__main__"}
    exec("import torch, math\nfrom torch import nn\nimport torch.nn.functional as F", names)
    torch.manual_seed(0)
    sys.stdout = output
    outcome = {"error": None}
    try:
        body = ast.parse(source, CELL).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), CELL, "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), CELL, "eval"), names)
            if value is not None:
                output.pieces.append((last.lineno, repr(value) + "\n"))
    except Exception as error:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        outcome["error"] = {
            "text": told(type(error).__name__, text),
            "place": place_of(source, error),
            "syntax": isinstance(error, SyntaxError),
        }
    outcome["lines"] = output.lines()
    return re.sub(r"\b0x[0-9a-f]{4,}\b", "0xADDR", json.dumps(outcome))


def run(source):
    """Runs a cell in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with os.fdopen(writer, "w") as pipe:
            pipe.write(run_here(source))
            pipe.flush()
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    if not text:
        raise RuntimeError("the program ended its process")
    return json.loads(text)


def heads(source):
    """{first line: last line} of the heads of compound statements."""
    nodes = [n for n in ast.walk(ast.parse(source)) if getattr(n, "body", None)]
    return {
        n.lineno: max(n.lineno, n.body[0].lineno - 1)
        for n in nodes
        if isinstance(n, (ast.stmt, ast.ExceptHandler))
    }


def last_lines(source):
    """For each line of the cell the last line of its statement, or of a compound one's head."""
    last = {}
    simple = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.stmt)]
    ends = [(n.lineno, n.end_lineno) for n in simple if not hasattr(n, "body")]
    for begin, end in [*heads(source).items(), *ends]:
        for line in range(begin, end + 1):
            last[line] = max(last.get(line, 0), end)
    return last


def continuations(source):
    """The lines of simple statements but their first ones."""
    simple = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.stmt)]
    return {
        line
        for node in simple
        if not hasattr(node, "body")
        for line in range(node.lineno + 1, node.end_lineno + 1)
    }


def notes_of(source, outcome, shown=None):
    """{line: [comment, ...]} that belong below (or beside) the lines of the cell. shown: the error
    to write in place of the one found."""
    notes, line = {}, 0
    error = outcome["error"]
    last = {} if error and error["syntax"] else last_lines(source)
    for printed, text in outcome["lines"]:
        if text != text.rstrip():
            raise ValueError(f"a line of output ends with a blank: {text!r}")
        line = max(line, last.get(printed, printed))
        notes.setdefault(line, []).append(f"# expect: {text}".rstrip())
    if error:
        line = 0 if error["syntax"] else last.get(error["place"][0], error["place"][0])
        place = (shown or error)["place"]
        at = "{}:{}".format(*place) + ("-{}:{}".format(*place[2:]) if place[2] else "")
        notes.setdefault(line, []).extend([f"# error: {(shown or error)['text']}", f"# at: {at}"])
    return notes


def annotate(source, notes):
    """The cell with its comments."""
    result = list(notes.get(0, []))
    inside = set() if 0 in notes else continuations(source)
    for number, line in enumerate(source.split("\n"), 1):
        mine = notes.get(number, [])
        beside = len(mine) == 1 and len(line) + 2 + len(mine[0]) <= COLUMNS
        result.append(f"{line}  {mine[0]}" if beside else line)
        if number not in inside:
            indent = re.match(r"\s*", line)[0]
        result.extend([] if beside else [indent + note for note in mine])
    return "\n".join(result)


def bare(text):
    """The cell without its comments."""
    lines = [COMMENT.sub("", line) for line in text.split("\n") if not COMMENT.fullmatch(line)]
    return "\n".join(lines).rstrip("\n") + "\n"


def generate(text):
    """A program with the comments that it should have."""
    source = bare(text)
    outcome = run(source)
    first = annotate(source, notes_of(source, outcome))
    again = run(first)
    if [line[1] for line in again["lines"]] != [line[1] for line in outcome["lines"]]:
        raise ValueError("the output differs from run to run")
    # The comments have moved the lines: what counts is what the error says of the file with them.
    return annotate(source, notes_of(source, outcome, again["error"]))


def show(text):
    """Prints the output of a program."""
    outcome = run(bare(text))
    for _, line in outcome["lines"]:
        print(line)
    if outcome["error"]:
        print(outcome["error"]["text"])


def main(arguments):
    mode = arguments.pop(0) if arguments[:1] in (["--check"], ["--print"]) else None
    default = [*HERE.glob("*/*.py"), *(HERE.parent / "conformance" / "tutorials").glob("*.py")]
    failed = False
    for path in sorted(map(pathlib.Path, arguments)) or sorted(default):
        text = path.read_text()
        if mode == "--print":
            show(text)
            continue
        try:
            new = generate(text)
        except (ValueError, RuntimeError, SyntaxError) as error:
            print(f"{path}: {error}")
            failed = True
            continue
        if new != text:
            failed |= mode == "--check"
            print(f"{path}: " + ("changed" if mode else "written"))
            if not mode:
                path.write_text(new)
    return failed


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    sys.exit(main(sys.argv[1:]))
