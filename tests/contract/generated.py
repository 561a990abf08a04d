"""Uses the Python client that has been generated from the document; its folder is in PYTHONPATH.
Every kind of answer arrives as an object of its class."""

import json
import os
from http import HTTPStatus
from io import BytesIO

from gradd_client import Client
from gradd_client.api.derivatives import batch, evaluate
from gradd_client.api.programs import run
from gradd_client.api.service import list_limits, list_ops
from gradd_client.models import (
    BatchedAnswer,
    Cell,
    Code,
    Derivative,
    Dtype,
    Encoding,
    EvaluateAnswer,
    EvaluateRequest,
    EvaluateRequestInputs,
    Problem,
    RunAnswer,
    RunRequest,
    Tensor,
    TypedTensor,
)
from gradd_client.types import File

client = Client(base_url=os.environ["GRADD_URL"])


def inputs(**tensors):
    return EvaluateRequestInputs.from_dict(tensors)


question = EvaluateRequest(expr="(sin(x) + x**2) / log(x)", inputs=inputs(x=2))
answer = evaluate.sync(client=client, body=question)
assert isinstance(answer, EvaluateAnswer), answer
assert answer.outputs["out"].data == 7.082619051930361
assert answer.gradients["x"].data == 0.06137749482484922
assert answer.warnings == [] and answer.stdout == ""

weights = TypedTensor(dtype=Dtype.FLOAT32, shape=[2, 2], data=[1, 2, 3, 4])
question = EvaluateRequest(
    program="out = (w ** 3).sum()",
    inputs=inputs(w=weights.to_dict()),
    hessians=Derivative(wrt=["w"]),
    encoding=Encoding.FLAT,
    id="second",
)
answer = evaluate.sync(client=client, body=question)
assert isinstance(answer, EvaluateAnswer), answer
tensor = answer.hessians["w"]["w"]
assert isinstance(tensor, Tensor) and tensor.dtype is Dtype.FLOAT32
assert tensor.shape == [2, 2, 2, 2] and tensor.data[::5] == [6, 12, 18, 24]
assert answer.id == "second"

question = EvaluateRequest(expr="sine(x)", inputs=inputs(x=2))
reply = evaluate.sync_detailed(client=client, body=question)
assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
assert isinstance(reply.parsed, Problem), reply
[error] = reply.parsed.errors
assert error.code is Code.UNKNOWN_NAME and error.hint == "did you mean 'sin'?"
assert (error.line, error.column, error.end_column) == (1, 1, 5)

questions = [
    EvaluateRequest(expr="x * x", inputs=inputs(x=3), id="square"),
    EvaluateRequest(expr="x *", inputs=inputs(x=4)),
]
text = "\n".join(json.dumps(question.to_dict()) for question in questions)
answer = batch.sync(client=client, body=File(payload=BytesIO(text.encode())))
assert isinstance(answer, File), answer
right, wrong = [json.loads(line) for line in answer.payload]
right = BatchedAnswer.from_dict(right)
assert right.id == "square" and right.outputs["out"].data == 9 and right.gradients["x"].data == 6
wrong = Problem.from_dict(wrong)
assert (wrong.id, wrong.status, wrong.errors[0].code) == (1, 422, Code.SYNTAX)

reply = batch.sync_detailed(client=client, body=File(payload=BytesIO(b"\n")))
assert reply.status_code == HTTPStatus.OK and reply.content == b"", reply

sources = ["x = torch.ones(2, 3)\nprint(x.shape)", "x.sum()", "y"]
cells = [Cell(id=f"cell {i}", source=source) for i, source in enumerate(sources)]
answer = run.sync(client=client, body=RunRequest(cells=cells))
assert isinstance(answer, RunAnswer), answer
assert answer.cells[0].stdout == "torch.Size([2, 3])\n"
assert (answer.cells[1].id, answer.cells[1].result) == ("cell 1", "tensor(6.)")
assert answer.cells[1].value.data == 6
assert answer.cells[2].error.type_ == "NameError" and answer.cells[2].error.line == 1

assert any(op.name == "matmul" for op in list_ops.sync(client=client).ops)
assert {row.code for row in list_limits.sync(client=client).errors} == set(Code)
print("generated Python client: ok")
