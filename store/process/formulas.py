"""The arithmetic a playbook may write into its forms, read by a small evaluator of our own; nothing is ever executed.

Understood are names, dotted names, whole and decimal numbers, percents (70%), + - * /, comparisons, `and`, `or`, and
the functions sum, mean, min, max and distinct. A column of a table is a list, and arithmetic on lists goes row by row.
What is not known makes the result None (unknown), never a wrong number.
"""

import ast
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache

Names = Callable[[str], object]

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_LONGEST = 200  # characters of a formula; a longer one is a mistake or mischief
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_FUNCTIONS = frozenset({"sum", "mean", "min", "max", "distinct"})
_KNOWN = (
    ast.Expression, ast.Name, ast.Attribute, ast.Load, ast.Constant, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.BoolOp, ast.And, ast.Or, ast.Call,
)  # fmt: skip


@lru_cache(maxsize=512)
def parse(text: str) -> ast.expr | None:
    """The formula's tree, or None when it is not one of ours."""
    if len(text) > _LONGEST:
        return None
    try:
        tree = ast.parse(_PERCENT.sub(r"(\1/100)", text.strip()), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree.body if all(_is_ours(node) for node in ast.walk(tree)) else None


def _is_ours(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and not node.keywords
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float | str) and not isinstance(node.value, bool)
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name)
    return isinstance(node, _KNOWN)


def dotted(node: ast.expr) -> str:
    """The name a node spells ("budget_max", "loi.price"), or "" when it is no name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def value(node: ast.expr, names: Names) -> object:
    """What a tree comes to: a Decimal, a date, a text, a list of these, True, False, or None when not known."""
    match node:
        case ast.Constant():
            return Decimal(str(node.value)) if isinstance(node.value, int | float) else node.value
        case ast.Name() | ast.Attribute():
            return names(dotted(node))
        case ast.BinOp():
            return _each(type(node.op), value(node.left, names), value(node.right, names))
        case ast.Call():
            return _call(node, names)
        case ast.Compare():
            return _compare(node, names)
        case ast.BoolOp():
            return _join(isinstance(node.op, ast.And), [truth(one, names) for one in node.values])
    return None


def truth(node: ast.expr, names: Names) -> bool | None:
    """Whether a condition holds; None when something it needs is not known. A bare name holds when it is filled."""
    found = value(node, names)
    if isinstance(found, bool) or found is None:
        return found
    return bool(found)


def _join(every: bool, parts: Sequence[bool | None]) -> bool | None:
    decisive = not every
    if decisive in parts:
        return decisive
    return None if None in parts else every


def _each(operator: type[ast.operator], left: object, right: object) -> object:
    """Arithmetic of two values; row by row when one of them is a column."""
    if isinstance(left, list) and isinstance(right, list):
        return [_each(operator, a, b) for a, b in zip(left, right, strict=False)]
    if isinstance(left, list):
        return [_each(operator, one, right) for one in left]
    if isinstance(right, list):
        return [_each(operator, left, one) for one in right]
    if operator is ast.Sub and isinstance(left, date) and isinstance(right, date):
        return Decimal((_day(left) - _day(right)).days)
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    try:
        return _OPERATORS[operator](left, right)
    except (DivisionByZero, InvalidOperation, OverflowError):
        return None


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _call(node: ast.Call, names: Names) -> object:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    args = [value(one, names) for one in node.args]
    if name in {"min", "max"} and any(isinstance(one, list) for one in args) and len(args) > 1:
        rows = max(len(one) for one in args if isinstance(one, list))
        columns = [one if isinstance(one, list) else [one] * rows for one in args]
        return [_reduce(name, list(row)) for row in zip(*columns, strict=False)]
    if len(args) == 1 and isinstance(args[0], list):
        args = args[0]
        if name in {"sum", "mean"}:
            args = [one for one in args if one is not None]  # a row without the figure adds nothing
    return _reduce(name, args)


def _reduce(name: str, args: list[object]) -> object:
    if name == "distinct":
        return Decimal(len({str(one).strip().casefold() for one in args if one is not None}))
    numbers = [one for one in args if isinstance(one, Decimal)]
    if not numbers or len(numbers) < len(args):
        return None
    match name:
        case "sum":
            return sum(numbers, Decimal(0))
        case "mean":
            return sum(numbers, Decimal(0)) / len(numbers)
        case "min":
            return min(numbers)
    return max(numbers)


def _compare(node: ast.Compare, names: Names) -> bool | None:
    sides = [value(one, names) for one in (node.left, *node.comparators)]
    parts = [_holds(type(op), a, b) for op, a, b in zip(node.ops, sides, sides[1:], strict=False)]
    return _join(True, parts)


def _holds(operator: type[ast.cmpop], left: object, right: object) -> bool | None:
    if left is None or right is None:
        return None
    if operator is ast.Eq:
        return left == right
    if operator is ast.NotEq:
        return left != right
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _ordered(operator, left, right)
    if isinstance(left, datetime) and isinstance(right, datetime) and bool(left.tzinfo) == bool(right.tzinfo):
        return _ordered(operator, (left - right).total_seconds(), 0)
    if isinstance(left, date) and isinstance(right, date):
        return _ordered(operator, _day(left).toordinal(), _day(right).toordinal())
    return None


def _ordered(operator: type[ast.cmpop], left: Decimal | float, right: Decimal | float) -> bool:
    if operator is ast.Lt:
        return left < right
    if operator is ast.LtE:
        return left <= right
    return left > right if operator is ast.Gt else left >= right
