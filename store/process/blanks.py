"""When does something count as not filled in? One answer for fields, table cells, gates and checklists."""

import unicodedata
from collections.abc import Mapping

_DASHES = frozenset("-‐‑‒–—―－_ー─﹘﹣")


def is_blank(value: object) -> bool:
    """Whether nothing is said: no value, spaces, or only dashes (process.md 4.3: "a blank or a dash does not count").

    False and 0 are answers. A list is blank when all in it is, a table row when all its cells are.
    """
    if value is None:
        return True
    if isinstance(value, str):
        return all(char in _DASHES or char.isspace() for char in unicodedata.normalize("NFKC", value))
    if isinstance(value, Mapping):
        return all(is_blank(one) for one in value.values())
    if isinstance(value, list | tuple):
        return all(is_blank(one) for one in value)
    return False
