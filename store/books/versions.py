"""The versions of a filled form, read back from history: every save leaves what the form said before and after."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from store.books.core import Core
from store.books.permissions import matter_of, seen, veiled
from store.file import rows
from store.process import permissions, versions
from store.process.permissions import MASK
from store.process.versions import FieldChange
from store.records import Change


class Version(NamedTuple):
    """One save of a form: its number, what the whole form said then, who saved it and when."""

    entry: str
    ver: int
    values: Mapping[str, object]
    complete: bool
    by: str
    at: datetime


_NONE: Mapping[str, object] = {}


def versions_of(core: Core, entry: str) -> list[Version]:
    """Every version of an entry, oldest first, hidden values masked; empty when I may not open it at all."""
    now = rows.entry(core.conn, entry)
    found: list[Version] = []
    values, complete = _NONE, False
    for line in reversed(rows.changes(core.conn, [entry])):
        whole = _whole(line)
        if whole is not None:
            values, complete = _filled(whole.get("filled")), bool(whole.get("complete"))
            found = [Version(entry, int(str(whole.get("ver", 1))), values, complete, line.by, line.at)]
        elif line.field == "filled":
            values = _filled(line.new)
        elif line.field == "complete":
            complete = line.new == "1"
        elif line.field == "ver":  # the last field that a save writes
            found.append(Version(entry, int(line.new or 0), values, complete, line.by, line.at))
    if now is None:
        return []
    shown = seen(core, [now._replace(values=one.values, by=one.by) for one in found])
    return [one._replace(values=each.values) for one, each in zip(found, shown, strict=True)] if shown else []


def _whole(line: Change) -> Mapping[str, object] | None:
    """The row of the line that made the entry, None for a line about one field."""
    if line.field or line.old is not None or not line.new:
        return None
    row: Mapping[str, object] = json.loads(line.new)
    return row


def _filled(value: object) -> Mapping[str, object]:
    """The answers, as history keeps them: JSON text, or what it says already read."""
    read = json.loads(value) if isinstance(value, str) else value
    return read if isinstance(read, Mapping) else _NONE


def difference(core: Core, older: Version, newer: Version) -> list[FieldChange]:
    """What changed from one version to the other; they may be of two entries of a form that repeats."""
    entry = rows.entry(core.conn, newer.entry)
    return versions.difference(core.process.form(entry.form), older.values, newer.values) if entry else []


def seen_lines(core: Core, lines: list[Change]) -> list[Change]:
    """Lines of history as I may see them: what a form hides from me is masked in them too (process.md 5)."""
    found = []
    for line in lines:
        shown = _seen_line(core, line) if line.entity == "form_entry" else line
        if shown:
            found.append(shown)
    return found


def _seen_line(core: Core, line: Change) -> Change | None:
    """A line about what a form says; None for a form of a guarded kind that is not mine to read."""
    row = json.loads((line.new or line.old or "{}") if not line.field else "{}")
    entry = rows.entry(core.conn, line.subject)
    form, subject = (entry.form, entry.subject) if entry else (row.get("form", ""), row.get("subject", ""))
    if not form and line.field in ("", "filled"):  # the paper was taken back, and nothing says any more whose it was
        return line._replace(old=line.old and MASK, new=line.new and MASK)
    if not form:
        return line
    rule = core.process.form(form)
    if permissions.kept_out(core.process, rule, core.me):
        return line if line.by == core.login else None
    if line.field not in ("", "filled") or not permissions.sensitive(core.process, rule):
        return line
    hidden = veiled(core, rule, matter_of(core, subject, team=True))
    old, new = (_veil(text, line.field, hidden) for text in (line.old, line.new))
    return line._replace(old=old, new=new)


def _veil(text: str | None, field: str, hidden: frozenset[str]) -> str | None:
    """The JSON of a form's answers, or of a row that holds them, with what is hidden masked."""
    if not text or not hidden:
        return text
    told = json.loads(text)
    if field:
        told = permissions.masked(told, hidden)
    else:
        told["filled"] = permissions.masked(_filled(told.get("filled")), hidden)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
