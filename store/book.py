"""The Book: a team's open board. Each public call is one use case, each use case that writes is one commit.

Screen, command line, import and demo all come through this door, so every rule holds on every path (house.md).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from store.books.agenda import Agenda
from store.books.appointments import Planned
from store.books.calendars import Calendars
from store.books.core import Clock, Core
from store.books.deals import Deals
from store.books.due import Due, DueLine
from store.books.grades import Tiers
from store.books.happenings import Events
from store.books.meetings import Meetings
from store.books.overrides import Overrides
from store.books.papers import Forms, SignOffs
from store.books.people import Contacts, Customers, Members, need
from store.books.permissions import Permissions
from store.books.processes import Processes, keep
from store.books.renewals import Renewals
from store.books.timeline import Event, History
from store.books.trash import Trash
from store.books.undo import Undo
from store.books.views import Views
from store.file import backups, chain
from store.file.backups import Backup, Restored
from store.file.boardfile import BoardFile
from store.file.ids import new_id
from store.file.outbox import Outbox
from store.file.schema import PROTOCOL
from store.file.writer import Writer
from store.problems import Busy
from store.process.playbook import Playbook, Process
from store.process.workdays import Calendar
from store.records import BoardMeta, Member, Say

__all__ = ["Book", "DueLine", "Event"]

T = TypeVar("T")


class Book:
    """A team's board, open. Use it from one thread."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.members = Members(core)
        self.customers = Customers(core)
        self.contacts = Contacts(core)
        self.deals = Deals(core)
        self.tiers = Tiers(core)
        self.activities = Planned(core)
        self.calendars = Calendars(core)
        self.forms = Forms(core)
        self.signoffs = SignOffs(core)
        self.due = Due(core)
        self.agenda = Agenda(core, self.due)
        self.events = Events(core)
        self.views = Views(core, self.due)
        self.history = History(core)
        self.meetings = Meetings(core)
        self.undo = Undo(core)
        self.trash = Trash(core)
        self.processes = Processes(core)
        self.permissions = Permissions(core)
        self.overrides = Overrides(core)
        self.renewals = Renewals(core)

    @classmethod
    def open(cls, path: Path, *, login: str = "", clock: Clock | None = None, outbox: Path | None = None) -> "Book":
        """Open the board at `path`; `clock` gives "now" (default: the wall clock in the team's zone).

        `outbox` is a file of the user's own in which each save is kept for seven days, so that a drive that forgets
        one is put right at the next look; see `returned`.

        Raises Busy when it is not there, Unusable when it is damaged, newer than this program, or no board.
        """
        book = cls(Core(BoardFile(path), login, clock))
        if outbox is not None:
            book._core.file.outbox = Outbox(outbox)
            with suppress(Busy):  # who may only look, or comes at a bad moment, looks again later
                book._core.put_back()
        return book

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        playbook: Playbook,
        source: str = "",
        login: str,
        name: str = "",
        team: str = "",
        lang: str = "zh",
        currency: str = "CNY",
        zone: str = "Asia/Shanghai",
        clock: Clock | None = None,
    ) -> "Book":
        """A new board with its process; who makes it becomes the first member, with the roles that sell and that lead.

        `source` is the text of the process's file, which `processes.export` gives back.
        Raises BadInput("board_exists") and leaves the file alone when there is one.
        """
        login = need("login", login)
        now = (clock() if clock else datetime.now(ZoneInfo(zone))).astimezone(ZoneInfo(zone))
        process = Process.of(playbook)
        roles = [*process.roles_with("deal.create")[:1], *process.roles_with("playbook.edit")[:1]]
        settings = {
            "board_id": new_id(now), "protocol": PROTOCOL, "team": team or path.stem, "lang": lang,
            "currency": currency, "zone": zone, "created_on": now.date().isoformat(),
        }  # fmt: skip

        def fill(writer: Writer) -> None:
            for key, value in settings.items():
                writer.insert("meta", {"key": key, "value": value}, action="")
            keep(writer, 1, playbook, source)
            member = {"id": new_id(now), "login": login, "name": name or login, "roles": json.dumps(roles)}
            writer.insert("member", {**member, "active": 1, "rev": 1})

        return cls(Core(BoardFile.create(path, fill, by=login, at=now), login, clock))

    # --- what it is

    @property
    def path(self) -> Path:
        """Where the board lies."""
        return self._core.file.path

    @property
    def meta(self) -> BoardMeta:
        """The board's own settings: team, language, currency, zone."""
        return self._core.meta

    @property
    def process(self) -> Process:
        """The sales process in force on this board."""
        return self._core.process

    @property
    def calendar(self) -> Calendar:
        """The working days of the team."""
        return self._core.calendar

    @property
    def me(self) -> Member | None:
        """Who acts; None when the login is no member."""
        return self._core.me

    @property
    def generation(self) -> int:
        """The number of the version that is shown; one more with each commit of anybody."""
        return self._core.file.generation

    def now(self) -> datetime:
        """The time of the next use case, in the team's zone."""
        return self._core.now()

    def today(self) -> date:
        """The team's local date."""
        return self._core.today()

    # --- keeping up, closing

    def refresh(self) -> bool:
        """Take in what others saved; True when something changed."""
        changed = self._core.file.refresh()
        if changed:
            self._core.tell(None)
            if self._core.file.forgot:
                self._core.put_back()
        return changed

    def returned(self) -> Say | None:
        """Tell, once, that saves of mine were put back which the drive had forgotten; None when there were none."""
        sent, self._core.returned = self._core.returned, ()
        if not sent:
            return None
        return Say("outbox_returned", {"count": len(sent), "at": sent[0].at.astimezone(self._core.zone)})

    def close(self) -> None:
        """Let go of the board."""
        self._core.file.close()

    # --- old versions, and whether history is whole

    def backup(self, to: Path | None = None) -> Path:
        """Copy the newest version to a new file, or keep it among the backups for good; where it is now."""
        return self._core.file.backup(to)

    def backups(self) -> list[Backup]:
        """The versions that were kept, newest first."""
        return backups.kept(self.path)

    @classmethod
    def restore(cls, path: Path, which: str, *, login: str, at: datetime | None = None) -> Restored:
        """Make an older version of the board at `path` the present one; see store.file.restoring.

        On the class, because a damaged board cannot be opened. A Book that is open sees it at its next `refresh`.
        """
        from store.file.restoring import restore  # here: it loads sqlite-utils, which no reader should pay for

        return restore(Path(path).resolve(), which, by=need("login", login), at=at or datetime.now(UTC))

    def verify(self) -> chain.Break | None:
        """The first line of history that does not follow from the one before; None when all of it is as written."""
        self.refresh()
        return chain.verify(self._core.conn)

    # --- many use cases, one commit

    def batch(self, work: Callable[[], T]) -> T:
        """Run many use cases as one commit: all of them are saved, or none. `work` may run again after a lost lease."""
        result = self._core.write(lambda _: work())
        self._core.tell(None)
        return result

    @contextmanager
    def acting(self, login: str = "", at: datetime | None = None) -> Iterator[None]:
        """Within a batch: as another member, at another time (the demo team's past, the rows of an import)."""
        with self._core.acting(login, at):
            yield
