"""What every chapter of the Book stands on: the open file, the process, the calendar, who acts and what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from store.file import rows
from store.file.boardfile import BoardFile
from store.file.ids import new_id
from store.file.merge import Meeting
from store.file.outbox import Sent
from store.file.rows import Connection
from store.file.writer import Writer
from store.problems import BadInput
from store.process.playbook import Process
from store.process.workdays import Calendar
from store.process.workdays import load as load_calendar
from store.records import BoardMeta, Member

T = TypeVar("T")
Clock = Callable[[], datetime]


class Core:
    """The open board: reads go to the copy in memory, a write is one commit of the whole file.

    `clock` gives "now" (without an offset: in the team's zone); None means the wall clock.
    """

    def __init__(self, file: BoardFile, login: str, clock: Clock | None) -> None:
        self.file = file
        self.login = login
        self._clock = clock
        self._writer: Writer | None = None
        self._at: datetime | None = None
        self.listeners: list[Callable[[frozenset[str] | None], None]] = []
        self.meetings: tuple[Meeting, ...] = ()
        self.returned: tuple[Sent, ...] = ()
        self.reload()

    def reload(self) -> None:
        """Take the settings, process and calendar from the copy in memory."""
        self.meta: BoardMeta = rows.meta(self.conn)
        self.zone = ZoneInfo(self.meta.zone)
        self._seq = seq = rows.playbook_seq(self.conn)
        self.process = Process(lambda part: rows.playbook_part(self.conn, seq, part))
        own = rows.calendar_days(self.conn)
        off = frozenset(day for day, kind in own.items() if kind == "off")
        self.calendar: Calendar = load_calendar(self.process.calendar, off, frozenset(own) - off)
        self.members: dict[str, Member] = {one.login: one for one in rows.members(self.conn)}

    # --- reading

    @property
    def conn(self) -> Connection:
        """What reads ask: the transaction of a running save, else the copy in memory."""
        return self._writer.conn if self._writer else self.file.memory

    def now(self) -> datetime:
        """The time of this use case, in the team's zone."""
        if self._at:
            return self._at
        now = self._clock() if self._clock else datetime.now(self.zone)
        # a time without offset was said by somebody on the team: "--on 2026-03-04T09:30"
        return now.astimezone(self.zone) if now.tzinfo else now.replace(tzinfo=self.zone)

    def today(self) -> date:
        """The team's local date."""
        return self.now().date()

    @property
    def me(self) -> Member | None:
        """The member who acts, None when the login is no member (reading is still fine)."""
        return self.members.get(self.login)

    def can(self, permission: str) -> bool:
        """Whether one of my roles has a permission of the playbook ("gate.override")."""
        return bool(self.me and set(self.me.roles) & set(self.process.roles_with(permission)))

    def member(self, login: str) -> Member:
        """A member by login; raises BadInput with the ones there are."""
        if login not in self.members:
            raise BadInput("member_unknown", login=login, known=list(self.members))
        return self.members[login]

    def role_labels(self, roles: tuple[str, ...]) -> list[object]:
        """The names of these roles, as blanks of a sentence."""
        return [self.process.role(role).label for role in roles]

    # --- writing

    def write(self, work: Callable[[Writer], T], *customers: str) -> T:
        """Run a use case as one commit (or within the batch that is open) and say whose dates it touches.

        Raises BadInput("member_missing") when the acting login is no member.
        """
        if self._writer:
            return work(self._writer)
        if self.me is None:
            raise BadInput("member_missing", login=self.login, known=list(self.members))
        before = self.file.generation
        self.meetings = ()
        result = self.file.commit(lambda writer: self._within(writer, work), by=self.login, at=self.now())
        alone = self.file.generation == before + 1
        self.tell(frozenset(customers) if alone and customers else None)
        if self.file.forgot:
            self.put_back()
        return result

    def put_back(self) -> None:
        """Save once more what I saved and the drive forgot (file/outbox.py); `returned` says what."""
        returned = self.file.put_back()
        if returned:
            self.returned = tuple(returned)
            self.tell(None)

    def _within(self, writer: Writer, work: Callable[[Writer], T]) -> T:
        self._writer = writer
        try:
            self._follow()
            result = work(writer)
            # of the run that counts: a save whose lock was lost runs again
            self.meetings = tuple(writer.meetings)
            return result
        finally:
            self._writer = None
            self._follow()

    def _follow(self) -> None:
        """Take the process of the version that is looked at now: somebody else may have taken another into use."""
        if rows.playbook_seq(self.conn) != self._seq:
            self.reload()

    def tell(self, customers: frozenset[str] | None) -> None:
        """Tell the chapters that keep computed things what changed; None means anything may have."""
        if customers is None:
            self.reload()
        for listener in self.listeners:
            listener(customers)

    @contextmanager
    def acting(self, login: str = "", at: datetime | None = None) -> Iterator[None]:
        """Within a batch: act as somebody else and at another time (the demo team's past, an import's rows)."""
        before = self.login, self._at, self._writer and (self._writer.by, self._writer.at)
        self.login, self._at = login or self.login, at or self._at
        if self._writer:
            self._writer.by, self._writer.at = self.login, self.now()
        try:
            yield
        finally:
            self.login, self._at = before[:2]
            if self._writer and before[2]:
                self._writer.by, self._writer.at = before[2]

    def new_id(self) -> str:
        """A fresh ULID."""
        return new_id(self.now())
