"""What a user would build without gradd: FastAPI and PyTorch, value and gradient of one formula, and
programs run by Python itself.

It is spared gradd's work of reading the formula, which is written here, and all care about what a
program may do. PyTorch keeps to one thread, which is its best for scalars.
"""

import contextlib
import io

import fastapi
import numpy
import orjson
import torch
from fastapi import FastAPI
from pydantic import BaseModel

torch.set_num_threads(1)
app = FastAPI()


class Request(BaseModel):
    expr: str
    inputs: dict[str, float]


class Answer(BaseModel):
    value: float
    gradients: dict[str, float]


def answer(request: Request) -> Answer:
    x = torch.tensor(request.inputs["x"], dtype=torch.float64, requires_grad=True)
    y = (torch.sin(x) + x**2) / torch.log(x)
    y.backward()
    return Answer(value=y.item(), gradients={"x": x.grad.item()})


@app.post("/v1/evaluate")
async def evaluate(request: Request) -> Answer:
    return answer(request)


@app.post("/v1/evaluate/batch")
async def evaluate_batch(requests: list[Request]) -> list[Answer]:
    return [answer(request) for request in requests]


@app.post("/v1/evaluate/tensor")
async def evaluate_tensor(request: fastapi.Request) -> fastapi.Response:
    """Many numbers, by what reads and prints them fastest in Python, and without a model."""
    numbers = orjson.loads(await request.body())["inputs"]["x"]
    x = torch.from_numpy(numpy.array(numbers, dtype=numpy.float64)).requires_grad_()
    y = ((torch.sin(x) + x**2) / torch.log(x)).sum()
    y.backward()
    answer = {"value": y.item(), "gradients": {"x": x.grad.numpy()}}
    text = orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    return fastapi.Response(text, media_type="application/json")


class Cell(BaseModel):
    id: str
    source: str


class Program(BaseModel):
    cells: list[Cell]


class Outcome(BaseModel):
    id: str
    stdout: str


class Outcomes(BaseModel):
    cells: list[Outcome]


@app.post("/v1/run")
async def run(program: Program) -> Outcomes:
    names = {"torch": torch}
    outcomes = []
    for cell in program.cells:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(cell.source, cell.id, "exec"), names)
        outcomes.append(Outcome(id=cell.id, stdout=printed.getvalue()))
    return Outcomes(cells=outcomes)
