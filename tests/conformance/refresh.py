#!/usr/bin/env python3
"""Writes again what the installed PyTorch makes of the cases in printing.jsonl, rng.jsonl and
promotion.jsonl: one case a line, run as generate.py of the programs does.

In: "id", "program", "near": true where numbers pass through logarithms, exponentials or sines, whose
last bits differ from machine to machine, and "here", which stays: gradd's answer ("repr" or "error")
where it deliberately is another one. Out, besides: "repr" of the last expression (null: None),
"outputs", its tensors as {"dtype", "shape", "data"} with flat data, or "error", the class. NaN and
infinities are the strings "NaN", "Infinity", "-Infinity"; float32 has the shortest digits that
read back.

    refresh.py [--check] [FILE...]
"""
import json
import pathlib
import sys
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "programs"))
sys.dont_write_bytecode = True
import generate  # noqa: E402

# The cell's last line tells the tensors of `out` in the form above.
TELL = """
import json as _json
def _number(x, short):
    if x != x or x in (math.inf, -math.inf):
        return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
    return float(short(x)) if isinstance(x, float) else x
def _tensor(t):
    import numpy
    short = (lambda x: str(numpy.float32(x))) if t.dtype == torch.float32 else repr
    return {"dtype": str(t.dtype)[6:], "shape": list(t.shape),
            "data": [_number(x, short) for x in t.detach().flatten().tolist()]}
_outs = list(out) if isinstance(out, (tuple, list)) else [out]
print(_json.dumps([_tensor(t) for t in _outs]))
"""


def refresh(case):
    """The case as the installed PyTorch has it."""
    new = {key: case[key] for key in ("id", "near", "program") if key in case}
    outcome = generate.run(case["program"])
    if outcome["error"]:
        new["error"] = outcome["error"]["text"].split(":")[0]
    elif "outputs" in case:
        told = generate.run(case["program"].removesuffix("\nout") + TELL)
        new["outputs"] = json.loads(told["lines"][-1][1])
    else:
        new["repr"] = "\n".join(line[1] for line in outcome["lines"]) or None
    return new | ({"here": case["here"]} if "here" in case else {})


def main(arguments):
    check = arguments[:1] == ["--check"]
    paths = arguments[check:] or [HERE / f"{n}.jsonl" for n in ("printing", "rng", "promotion")]
    differs = False
    for path in map(pathlib.Path, paths):
        cases = [json.loads(line) for line in path.read_text().splitlines()]
        lines = [json.dumps(refresh(case), ensure_ascii=False) for case in cases]
        text = "\n".join(lines) + "\n"
        if text != path.read_text():
            differs = True
            print(f"{path}: changed")
            if not check:
                path.write_text(text)
    return check and differs


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    generate.torch.set_num_threads(1)
    sys.exit(main(sys.argv[1:]))
