"""What was typed into a form and not saved yet: kept at once beside the program, so that no lost connection takes it.

A draft is this person's, on this computer: one small file in the state folder, never on the board and never shared.
It goes when the form is saved or the draft thrown away.
"""

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from store.books.core import Core
from store.problems import Busy


class Draft(NamedTuple):
    """Typed answers by field id, as typed; `ver` is the version of the entry they were typed over, 0 for a new one.

    `again`: it begins the next entry of a form that repeats; `no`: it changes an earlier one, 0 for the latest.
    """

    subject: str
    form: str
    again: bool
    ver: int
    values: Mapping[str, object]
    at: datetime
    no: int = 0


class Drafts:
    """The drafts of the acting member on this board, as files."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def keep(self, draft: Draft) -> Draft:
        """Write a draft over the one before it; raises Busy("form_draft_unkept") when the disk does not take it."""
        path = self._path(draft.subject, draft.form, draft.again, draft.no)
        text = json.dumps({**draft._asdict(), "at": draft.at.isoformat(), "by": self._core.login}, ensure_ascii=False)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = path.with_suffix(".new")
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            made.replace(path)
        except OSError as error:
            raise Busy("form_draft_unkept", path=str(path.parent), why=error.strerror or str(error)) from error
        return draft

    def get(self, subject: str, form: str, again: bool = False, no: int = 0) -> Draft | None:
        """The draft of a form on a subject, None when there is none."""
        return self._read(self._path(subject, form, again, no))

    def drop(self, subject: str, form: str, again: bool = False, no: int = 0) -> None:
        """Throw a draft away; nothing happens when there is none."""
        try:
            self._path(subject, form, again, no).unlink(missing_ok=True)
        except OSError:
            return  # a folder that cannot be written held no draft of ours either

    def list(self, subject: str = "") -> list[Draft]:
        """My drafts on this board, or those of one deal, customer or member; newest first."""
        found = [one for one in self._all() if subject in ("", one.subject)]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def _all(self) -> Iterator[Draft]:
        try:
            paths = sorted(self._folder().glob("*.json"))
        except OSError:
            return
        for path in paths:
            draft = self._read(path)
            if draft:
                yield draft

    def _folder(self) -> Path:
        from platformdirs import user_state_path  # when the first draft is asked for, not at the start

        mine = _name(self._core.login)[:16]
        return user_state_path("dealboard", appauthor=False) / "drafts" / self._core.meta.board_id / mine

    def _path(self, subject: str, form: str, again: bool, no: int) -> Path:
        named = [subject, form, again, *([no] if no else [])]
        return self._folder() / f"{_name(json.dumps(named))[:32]}.json"

    @staticmethod
    def _read(path: Path) -> Draft | None:
        """The draft in a file; one that does not read is none: a torn file is never worth more than an empty form."""
        try:
            row = json.loads(path.read_text("utf-8"))
            values = {str(key): value for key, value in row["values"].items()}
            at = datetime.fromisoformat(row["at"])
            subject, form, no = str(row["subject"]), str(row["form"]), int(row.get("no", 0))
            return Draft(subject, form, bool(row["again"]), int(row["ver"]), values, at, no)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _name(text: str) -> str:
    """A name any folder takes, for a text that may hold anything: a login, an id from a damaged file."""
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()
