"""Cells that a spreadsheet would run as a formula: an apostrophe before them on the way out, taken off on the way in.

User data is never a formula (design/lessons.md, 7): `=HYPERLINK(...)` typed as a deal's title stays text in Excel.
Plain numbers and phone numbers (+86 139...) are left alone. What begins with apostrophes already gets one more, so
that the way back gives exactly what was there.
"""

import re

_LIVE = re.compile("'*\\s*[=+\\-@\t\r＝＋－＠]")
_HARMLESS = re.compile(r"[+-]?\d[\d,. ]*%?")


def guard(text: str) -> str:
    """The text as it may stand in a cell of a CSV file."""
    return f"'{text}" if _LIVE.match(text) and not _HARMLESS.fullmatch(text) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith("'") and _LIVE.match(text) else text
