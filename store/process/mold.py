"""What the shapes of a playbook are cast in: standard dataclasses, frozen, with slots, without the price at import.

The methods that `dataclass` generates cost 0.7 ms a class at import, 15 ms for all shapes: the start of the program
cannot afford that. `Shape` has them once for all instead, and `shape` says to type checkers what the classes look like.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass
from typing import Any, ClassVar, TypeVar, dataclass_transform

_C = TypeVar("_C")
_FILE_NAMES = {"from_": "from", "passmark": "pass", "schema_": "schema"}


def file_name(field: str) -> str:
    """How a field is spelled in the file, where the word is none of Python's: "from_" is `from`."""
    return _FILE_NAMES.get(field, field)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def shape(cls: type[_C]) -> type[_C]:
    """Make a class a standard dataclass with slots that takes its methods from `Shape`."""
    return dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(cls)


class Shape:
    """What all shapes share: made from keywords, compared by value, never changed."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "alias_generator": file_name}

    def __init__(self, **values: Any) -> None:
        for name, field in self.__dataclass_fields__.items():
            value = values.pop(name, field.default)
            if value is MISSING:
                raise TypeError(f"{type(self).__name__} needs {name}")
            object.__setattr__(self, name, value)
        if values:
            raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__dataclass_fields__)

    def __hash__(self) -> int:
        # Rules are mappings and cannot be hashed; equal things have the same id in any case.
        return hash((type(self), getattr(self, "id", None)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, 'id', '')})"
