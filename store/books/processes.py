"""The life of a board's process: taken into use, followed by the next version, given back as a file.

process.md 10.8: each save makes a new version and open deals follow it from then on; finished stages are not checked
again, what is ticked stays ticked; a stage that holds deals cannot go. Former versions stay in the board.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from store.books.core import Core
from store.books.evidence import settle
from store.file import rows
from store.file.clean import clean, clean_column
from store.file.writer import Writer
from store.problems import BadInput, Refused
from store.process.playbook import Playbook, Process, former, load, parts, shipped, shipped_path, source
from store.records import Label, Reason, Say

EDIT = "playbook.edit"
"""The right to take a process into use; where no role has it, everybody may."""

_SETTING = "process"  # the row of meta that names the version in force, so that history tells of each change
_SHOWN = 5  # deals named of those that stand in a stage
_PIECE = 16_000  # characters of a packed text in one piece; a text of the board has 20,000 at most


class Version(NamedTuple):
    """A process as the board took it into use. `seq` counts from 1; `since` and `by` are None and "" where unknown."""

    seq: int
    id: str
    version: str
    label: Label
    since: datetime | None
    by: str
    why: str


class Taken(NamedTuple):
    """What came of taking a process into use: the version, how many live deals follow it, what is to be seen to."""

    version: Version
    deals: int
    told: tuple[Say, ...]


class Processes:
    """The versions of the board's process."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def export(self, seq: int = 0) -> str:
        """The TOML text of the version in force, or of a former one, as it was written by its maker.

        Raises BadInput("process_no_source") for a version whose text was not kept and that is none of the shipped
        ones, and BadInput("process_version_unknown").
        """
        core = self._core
        known = {one.seq: one for one in self.list()}
        seq = seq or max(known)
        if seq not in known:
            raise BadInput("process_version_unknown", seq=seq, known=[str(one) for one in known])
        kept = rows.playbook_parts(core.conn, seq)
        text = _unpacked(kept["source"]) if "source" in kept else _shipped_text(known[seq].id, kept)
        if not text:
            raise BadInput("process_no_source", process=known[seq].label, version=known[seq].version)
        return text

    def use(self, playbook: Playbook, source: str = "", why: str = "") -> Taken:
        """Take a checked process into use; `source` is the text of its file, kept for `export`.

        Tiers, papers, touches and roles that it does not have any more stay as they are and are told. Raises Refused
        with a reason for each stage that would go and holds deals, or when I may not, or when nothing would change.
        """
        core = self._core

        def work(writer: Writer) -> Taken:
            before, after = core.process, Process.of(playbook)
            seq = rows.playbook_seq(writer.conn)
            reasons = [*self._forbidden(), *_same(writer, seq, playbook, source), *_held(writer, before, after)]
            if reasons:
                raise Refused(reasons)
            told = [*_tiers_gone(writer, before, after), *self._roles_gone(after), *self._given(writer, after)]
            keep(writer, seq + 1, playbook, source, before, why)
            core.reload()
            deals = rows.live_deals(writer.conn)
            for deal in deals:
                settle(core, writer, deal)
            return Taken(self.list()[-1], len(deals), tuple(told))

        return core.write(work)

    # --- within

    def _forbidden(self) -> list[Reason]:
        roles = self._core.process.roles_with(EDIT)
        me = self._core.me
        if not roles or (me and me.active and self._core.can(EDIT)):
            return []
        say = Say("process_not_allowed", {"roles": self._core.role_labels(roles)})
        return [Reason(say.id, say)]

    def _roles_gone(self, after: Process) -> list[Say]:
        """Who has roles that the new process does not know; they stay on the member, and mean nothing there."""
        present = {role.id for role in after.roles}
        found = []
        for member in self._core.members.values():
            gone = tuple(role for role in member.roles if role not in present)
            if member.active and gone:
                roles = self._core.role_labels(gone)
                found.append(Say("process_roles_gone", {"name": member.name, "login": member.login, "roles": roles}))
        return found

    def _given(self, writer: Writer, after: Process) -> list[Say]:
        """The role that edits processes, given to me when nobody would have one: else no one could change it again."""
        roles, me = after.roles_with(EDIT), self._core.me
        held = {role for one in self._core.members.values() if one.active for role in one.roles}
        if me is None or not roles or held & set(roles):
            return []
        writer.update("member", me.id, {"roles": json.dumps([*me.roles, roles[0]])}, action=_SETTING)
        return [Say("process_role_given", {"name": me.name, "role": after.role(roles[0]).label})]

    def list(self) -> list[Version]:
        """Every version, oldest first; the last is in force."""
        return [_version(*one) for one in rows.playbook_versions(self._core.conn)]


def keep(
    writer: Writer, seq: int, playbook: Playbook, source: str, before: Process | None = None, why: str = ""
) -> None:
    """Write a version into the board: its parts, its text, who took it when, what it has no more; a line of history."""
    texts = parts(playbook)
    texts["used"] = json.dumps({"at": writer.at.isoformat(), "by": writer.by, "why": why}, ensure_ascii=False)
    if source.strip():
        texts["source"] = _packed(_cleaned(source))
    if before:
        texts["former"] = former(before, playbook)
    for part, body in texts.items():
        writer.insert("playbook", {"seq": seq, "part": part, "body": body}, action="")
    name = f"{playbook.id} {playbook.version} ({seq})"
    if _SETTING in rows.settings(writer.conn):
        writer.update("meta", _SETTING, {"value": name}, action=_SETTING, why=why)
    else:
        writer.insert("meta", {"key": _SETTING, "value": name}, action=_SETTING if before else "", why=why)


def _version(seq: int, head: str, used: str) -> Version:
    about: Mapping[str, Any] = json.loads(head)
    taken: Mapping[str, str] = json.loads(used)
    since = datetime.fromisoformat(taken["at"]) if taken else None
    label = Label(about["zh"], about["en"])
    return Version(seq, about["id"], about["version"], label, since, taken.get("by", ""), taken.get("why", ""))


# --- why not, and what to see to


def _same(writer: Writer, seq: int, playbook: Playbook, source: str) -> list[Reason]:
    kept = rows.playbook_parts(writer.conn, seq)
    known = _unpacked(kept["source"]) if "source" in kept else ""
    if not _equal(kept, playbook) or (source.strip() and _cleaned(source) != known):
        return []
    say = Say("process_same", {"process": playbook.label, "version": playbook.version})
    return [Reason(say.id, say)]


def _held(writer: Writer, before: Process, after: Process) -> list[Reason]:
    """One reason for each stage that would go though deals stand in it, paused ones too."""
    present = {stage.id for stage in after.stages}
    found = []
    for stage, count in rows.held_stages(writer.conn).items():
        if stage not in present:
            refs = rows.held_refs(writer.conn, stage, _SHOWN)
            shown = [*refs, "…"] if count > len(refs) else refs
            say = Say("process_stage_held", {"stage": before.stage(stage).label, "count": count, "refs": shown})
            found.append(Reason(say.id, say, goto=f"stage:{stage}"))
    return found


def _tiers_gone(writer: Writer, before: Process, after: Process) -> list[Say]:
    """How many customers and deals are in tiers that the new process does not have: kept, without a rhythm."""
    was, present = _tiers(before), _tiers(after)
    counts: dict[tuple[str, str], int] = {}
    for one in rows.tiers(writer.conn, None):
        key = (one.scheme, one.tier)
        if key in was and key not in present:
            counts[key] = counts.get(key, 0) + 1
    return [Say("process_tier_gone", {"tier": was[key], "count": count}) for key, count in sorted(counts.items())]


def _tiers(process: Process) -> dict[tuple[str, str], Label]:
    return {(scheme.id, tier.id): tier.label for scheme in process.tier_schemes for tier in scheme.tiers}


# --- the text of the file


def _cleaned(text: str) -> str:
    """The text as it may reach a colleague's terminal: no steering characters; its lines as they are."""
    return clean(text, multiline=True) + "\n"


def _packed(text: str) -> str:
    """A text made small, for every save writes the whole board: zlib in base64, in pieces a board's text may have."""
    letters = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    return json.dumps([letters[start : start + _PIECE] for start in range(0, len(letters), _PIECE)])


def _unpacked(body: str) -> str:
    return zlib.decompress(base64.b64decode("".join(json.loads(body)))).decode("utf-8")


def _shipped_text(id: str, kept: Mapping[str, str]) -> str:
    """The text of the shipped process of that id when it is the very one that is kept, else nothing."""
    if id not in shipped():
        return ""
    path = shipped_path(id)
    return source(path) if _equal(kept, load(path)) else ""


def _equal(kept: Mapping[str, str], playbook: Playbook) -> bool:
    return all(kept.get(part) == clean_column("body", body) for part, body in parts(playbook).items())
