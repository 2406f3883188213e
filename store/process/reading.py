"""A playbook file read strictly: every problem becomes a sentence, none becomes a traceback.

Three steps, each of which ends the reading when it finds something: is it a text that is TOML; is every value of its
kind (pydantic); does it hold together (`holding.py`). Only this module brings pydantic; a start never imports it.
"""

import datetime
import json
import math
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from store.process import holding, labels
from store.process.findings import Findings, offer, quoted, written
from store.process.mold import Shape, file_name
from store.process.shape import Playbook
from store.records import Say

LARGEST = 2_000_000  # bytes; the largest shipped playbook has 140 thousand
_DEEPEST = 12  # tables within tables
_LARGEST_NUMBER = 10**15
_LONGEST_TEXT = 2000  # characters
_BEFORE, _AFTER = 30, 15  # characters shown around the place where a file stops to be TOML
# Characters that steer a terminal or turn the direction of writing (lessons.md 1.1 B).
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")  # fmt: skip # noqa: E501
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")
_TWICE = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key", "Cannot mutate", "Cannot redefine")


def read(path: Path) -> tuple[Playbook | None, list[Say]]:
    """The playbook of a file, or None and everything that is wrong with it."""
    found = Findings(str(path))
    text = _text(path, found)
    raw = None if text is None else _table(text, found)
    if raw is None:
        return None, found.says
    for key, value in _leaves(raw, ()):
        _check_leaf(raw, key, value, found)
    playbook = None if found.says else _typed(raw, found)
    if playbook is not None:
        holding.check(playbook, found)
    return (None if found.says else playbook), found.says


# --- a text that is TOML


def _text(path: Path, found: Findings) -> str | None:
    data = _bytes(path, found)
    if data is None:
        return None
    if not data.strip():
        found.add("file_empty")
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        found.add("file_encoding", line=data.count(b"\n", 0, problem.start) + 1)
        return None


def _bytes(path: Path, found: Findings) -> bytes | None:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            found.add("file_not_file")
        elif about.st_size > LARGEST:
            found.add("file_large", size=about.st_size, most=LARGEST)
        else:
            return path.read_bytes()
    except FileNotFoundError:
        found.add("file_missing")
    except (OSError, ValueError) as problem:  # ValueError: a name no file can have
        found.add("file_unreadable", why=getattr(problem, "strerror", None) or str(problem))
    return None


def _table(text: str, found: Findings) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        found.add("toml_deep")
    except ValueError as problem:  # a number of ten thousand digits is a plain ValueError
        at = _PLACE.search(str(problem))
        lines = text.split("\n")
        line, column = (int(at[1]), int(at[2])) if at and at[1] else (len(lines), len(lines[-1]) + 1)
        id = "toml_twice" if str(problem).startswith(_TWICE) else "toml"
        around = lines[line - 1][max(0, column - 1 - _BEFORE) : column - 1 + _AFTER].strip()
        found.add(id, line=line, column=column, text=quoted(around))
    return None


# --- values no key may have


def _leaves(value: object, key: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value that is no list or table, keys too; of what is nested too deep only that it is."""
    if len(key) > _DEEPEST:
        yield key, None
    elif isinstance(value, dict):
        for name, one in value.items():
            yield key, name
            yield from _leaves(one, (*key, name))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _leaves(one, (*key, index))
    else:
        yield key, value


def _check_leaf(raw: Mapping[str, Any], loc: tuple[str | int, ...], value: object, found: Findings) -> None:
    match value:
        case str():
            steering = _STEERING.search(value)
            if steering:
                found.add("unclean", place(raw, loc), code=f"U+{ord(steering[0]):04X}")
            elif len(value) > _LONGEST_TEXT:
                found.add("text_long", place(raw, loc), count=len(value), most=_LONGEST_TEXT)
        case datetime.date() | datetime.time():
            found.add("date", place(raw, loc), found=quoted(value))
        case float() if not math.isfinite(value):
            found.add("number_large", place(raw, loc), found=quoted(value))
        case int() | float() if abs(value) > _LARGEST_NUMBER:
            found.add("number_large", place(raw, loc), found=quoted(f"{value:.3g}" if abs(value) < 1e300 else "∞"))
        case None:
            found.add("toml_deep")


def place(raw: object, loc: Sequence[str | int]) -> str:
    """A place in the file as people find it: by the ids of things where they have one, else by number from 1."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int):
            raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
            id = raw.get("id") if isinstance(raw, dict) else None
            if isinstance(id, str) and labels.ID.fullmatch(id):
                words.append(f".{id}")
            else:
                words.append(f"[{step + 1}]")
        else:
            raw = raw.get(step) if isinstance(raw, dict) else None
            words.append(f".{quoted(step)}" if words else quoted(step))
    return "".join(words)


# --- values of their kind


@cache
def _adapter() -> TypeAdapter[Playbook]:
    return TypeAdapter(Playbook)


def _typed(raw: dict[str, Any], found: Findings) -> Playbook | None:
    try:
        # As JSON, because strict checking then takes a list for a tuple and still no text for a number.
        return _adapter().validate_json(json.dumps(raw), strict=True)
    except ValidationError as problem:
        told: set[str] = set()
        for error in problem.errors(include_url=False, include_input=False):
            loc, hint = _declared(error["loc"])
            key = place(raw, loc)
            if key not in told:  # a value that may be of two kinds has two errors
                told.add(key)
                _tell(error, key, hint, _dig(raw, loc), found)
        return None


def _tell(error: ErrorDetails, key: str, hint: Any, value: object, found: Findings) -> None:
    """Put one error of pydantic into our words, by its type and by what is declared at that place."""
    match error["type"]:
        case "missing":
            found.add("key_missing", key, expected=_expected(hint))
        case "unexpected_keyword_argument":
            parent, name = _declared(error["loc"][:-1])[1], str(error["loc"][-1])
            found.add("key_unknown", key, known=offer(name, map(file_name, _fields(parent))))
        case "literal_error":
            found.add("one_of", key, found=quoted(value), known=list(get_args(_bare(hint))))
        case _:
            found.add("type", key, expected=_expected(hint), found=written(value))


def _fields(kind: Any) -> Mapping[str, Any]:
    """What is declared of the fields of a shape."""
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__dataclass_fields__}


def _declared(loc: Sequence[str | int]) -> tuple[tuple[str | int, ...], Any]:
    """What is declared at a place; the place is cut where pydantic goes on to the kinds of a union."""
    hint: Any = Playbook
    for depth, step in enumerate(loc):
        hint = _bare(hint)
        if isinstance(hint, type) and issubclass(hint, Shape):
            names = {file_name(name): name for name in _fields(hint)}
            if step not in names:
                return tuple(loc[: depth + 1]), None
            hint = _fields(hint)[names[str(step)]]
        elif get_origin(hint) in (tuple, Mapping):
            hint = get_args(hint)[0 if get_origin(hint) is tuple else 1]
        else:
            return tuple(loc[:depth]), hint
    return tuple(loc), hint


def _bare(hint: Any) -> Any:
    """A hint without its None: of `str | None` the `str`."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _expected(hint: Any) -> Say:
    bare = _bare(hint)
    kind = get_origin(bare) or bare
    names = {str: "text", bool: "truth", int: "whole", float: "number", tuple: "list", Literal: "text"}
    fallback = "choices" if kind in (Union, UnionType) else "table"
    return Say(f"playbook_kind_{names.get(kind, fallback)}")


def _dig(raw: object, loc: Sequence[str | int]) -> object:
    for step in loc:
        if isinstance(raw, dict) and isinstance(step, str):
            raw = raw.get(step)
        elif isinstance(raw, list) and isinstance(step, int):
            raw = raw[step]
        else:
            return None
    return raw
