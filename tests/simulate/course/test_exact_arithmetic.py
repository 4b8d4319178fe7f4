"""Same bits on every machine: what decides luck uses exact arithmetic only.

The C library and NumPy's own exponential, logarithm, power and sums may differ in the last bit
between machines; a bit can turn a relapse into none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import crmo.simulate

ROOM = Path(crmo.simulate.__file__).parent
# They look at children who have been made already, and decide nobody's luck.
LOOK_ONLY = {"measures", "agreement.py", "documents"}
MADE_FROM_LUCK = sorted(
    path for path in ROOM.rglob("*.py") if path.relative_to(ROOM).parts[0] not in LOOK_ONLY
)
NUMPY = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power", "sin", "cos",
    "tan", "tanh", "cbrt", "random", "dot", "matmul", "einsum", "inner", "vdot", "tensordot",
    "std", "var", "quantile", "percentile", "average", "trapezoid", "float32", "float16",
}  # fmt: skip
MATH = {"exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "pow", "sin", "cos", "tan", "tanh"}
MODULES = {"random", "time", "os", "secrets", "uuid"}
ALLOWED = {  # the one place where it is decided what may be used instead
    "chance/luck.py": {"random"},
}


def forbidden(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of what must not be used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in {"np", "numpy"} and node.attr in NUMPY:
                yield node.lineno, f"np.{node.attr}"
            if node.value.id == "math" and node.attr in MATH:
                yield node.lineno, f"math.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "math":
            yield from ((node.lineno, a.name) for a in node.names if a.name in MATH)
        if isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names if a.name in MODULES)
        if isinstance(node, ast.ImportFrom) and (node.module or "") in MODULES:
            yield node.lineno, node.module or ""
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "hash"
        ):
            yield node.lineno, "hash"
        if isinstance(node, ast.BinOp) and _may_round(node):
            yield node.lineno, "** or @"


def _may_round(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.Pow | ast.MatMult) and not _is_whole(node.right)


def _is_whole(node: ast.AST) -> bool:
    """Tell whether a power is a whole number written out, or minus one."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int)


def test_there_is_something_to_look_at() -> None:
    names = {path.relative_to(ROOM).as_posix() for path in MADE_FROM_LUCK}
    assert {"course/lesions.py", "course/blood.py", "chance/exact.py"} <= names


@pytest.mark.parametrize("path", MADE_FROM_LUCK, ids=lambda path: path.relative_to(ROOM).as_posix())
def test_luck_is_made_by_exact_arithmetic(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(ROOM).as_posix(), set())
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [found for found in forbidden(tree) if found[1] not in allowed] == []


@pytest.mark.parametrize(
    "text",
    [
        "np.exp(x)", "np.random.rand()", "math.log(2.0)", "from math import exp", "import random",
        "x ** 0.5", "x ** y", "a @ b", "hash(name)", "np.einsum('ij', x)", "import time",
    ],
)  # fmt: skip
def test_the_scan_finds_what_it_is_for(text: str) -> None:
    assert list(forbidden(ast.parse(text)))


@pytest.mark.parametrize("text", ["x ** 2", "2.0**-53", "np.sqrt(x)", "np.floor(x)", "exp(x)"])
def test_the_scan_lets_exact_arithmetic_pass(text: str) -> None:
    assert not list(forbidden(ast.parse(text)))


@pytest.mark.parametrize("path", sorted((ROOM / "course").glob("*.py")), ids=lambda path: path.name)
def test_the_course_adds_up_counts_only(path: Path) -> None:
    """A sum of floats may depend on the order that a machine adds them in.

    `.sum(...)` is used on whole numbers and yes-or-no only; each use is listed here.
    """
    found = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in {"sum", "mean", "cumsum"})
            or (isinstance(node.func, ast.Name) and node.func.id == "sum")
        )
    ]
    assert set(found) <= COUNTS.get(path.name, set())


COUNTS = {
    "block.py": {"np.cumsum(counts)"},
    "course.py": {"self.n_steps.sum()"},
    "damage.py": {
        "(days * sides[:, None]).sum(axis=0)",
        "np.cumsum(np.concatenate((side, -side))[order])",
        "np.cumsum(slope * lasts)",
    },
    "drug_numbers.py": {"(self.reach[classes] <= luck[:, None]).sum(axis=1)"},
}
