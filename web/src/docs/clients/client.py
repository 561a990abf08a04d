"""Value and derivative of a formula at a point: python3 client.py "x**2 / log(x)" 2

GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one.
"""
import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("GRADD_URL", "http://127.0.0.1:8080")


class Problem(Exception):
    """What the server holds against a request, as it came."""

    def __init__(self, problem):
        super().__init__(problem["detail"])
        self.errors = problem["errors"]


def evaluate(**question):
    """Posts a question such as evaluate(expr="x*y", inputs={"x": 2, "y": 3})."""
    headers = {"Content-Type": "application/json"}
    if "GRADD_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["GRADD_TOKEN"]
    body = json.dumps(question).encode()
    request = urllib.request.Request(URL + "/v1/evaluate", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as error:
        if error.headers.get_content_type() != "application/problem+json":
            raise
        raise Problem(json.load(error)) from None


def data(value):
    """The numbers of a tensor; what is no tensor, or None, is itself."""
    return value["data"] if isinstance(value, dict) else value


if __name__ == "__main__":
    expr = sys.argv[1] if len(sys.argv) > 1 else "(sin(x) + x**2) / log(x)"
    x = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    try:
        answer = evaluate(expr=expr, inputs={"x": x})
    except Problem as problem:
        print("error   ", problem, file=sys.stderr)
        print("hint    ", problem.errors[0].get("hint", ""), file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        sys.exit(f"error    {error}")
    print("value   ", data(answer["outputs"]["out"]))
    print("gradient", data((answer["gradients"] or {}).get("x")))
