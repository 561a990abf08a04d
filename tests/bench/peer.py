"""What a user would build without gradd: FastAPI and PyTorch, value and gradient of one formula.

It is spared gradd's work of reading the formula: that one is written here. PyTorch keeps to one
thread, which is its best for scalars.
"""

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


@app.post("/v1/evaluate")
async def evaluate(request: Request) -> Answer:
    x = torch.tensor(request.inputs["x"], dtype=torch.float64, requires_grad=True)
    y = (torch.sin(x) + x**2) / torch.log(x)
    y.backward()
    return Answer(value=y.item(), gradients={"x": x.grad.item()})
