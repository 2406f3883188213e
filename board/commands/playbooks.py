"""`dealboard process …`: the sales processes there are, whether a file of one holds together, and the board's own."""

from __future__ import annotations

from board.commands import documents
from board.commands.cells import table
from board.commands.session import Session
from board.commands.tree import Family, Place, command, value, word, words
from board.commands.wishes import read_path
from store.problems import BadInput
from store.process.playbook import Playbook, Process, load, shipped, shipped_path, source
from store.process.playbook import check as problems_of
from store.records import Label
from store.words import moment, tell

process = Family(
    "process",
    "cmd_help_process",
    {
        "list": Place("playbooks:show_all", "cmd_help_process_list"),
        "show": Place("playbooks:show", "cmd_help_process_show"),
        "check": Place("playbooks:check", "cmd_help_process_check"),
        "use": Place("playbooks:use", "cmd_help_process_use"),
        "export": Place("playbooks:export", "cmd_help_process_export"),
        "versions": Place("playbooks:versions", "cmd_help_process_versions"),
    },
)


START = "light"
"""The process of a board for which none is named, and the first of the list: it can grow into the others."""


def find(name: str) -> tuple[Playbook, str]:
    """The playbook of a shipped id, or of a file, and its text; raises BadInput when it is none or not sound."""
    path = read_path(name)
    path = path if name not in shipped() and path.is_file() else shipped_path(name)
    return load(path), source(path)


@command("list", "cmd_help_process_list")
def show_all(session: Session) -> None:
    """List the processes that come with the program."""
    found = [load(shipped_path(id)) for id in sorted(shipped(), key=lambda id: (id != START, id))]
    session.answer.items(
        lambda: (_head(one.id, one.label, one.version, Label(one.about_zh, one.about_en)) for one in found),
        lambda: table((one.id, one.version, one.label.text(session.lang)) for one in found),
    )


@command("show", "cmd_help_process_show")
@word("ID")
def show(session: Session, id: str) -> None:
    """Show a process: stages, checklists, tiers, forms, sign-offs, activities, roles; without ID the board's own."""
    one = Process.of(find(id)[0]) if id else session.book.process
    document = {
        **_head(one.id, one.label, one.version, one.about),
        "stages": [
            {
                "id": stage.id,
                **documents.label(stage.label),
                "items": [
                    {"id": item.id, **documents.label(item.label), "required": item.req, "by": item.by}
                    for item in stage.items
                ],
            }
            for stage in one.stages
        ],
        "closed_states": [documents.named(each) for each in one.closed_states],
        "lost_reasons": [documents.named(each) for each in one.lost_reasons],
        "deal_types": [documents.named(each) for each in one.deal_types],
        "tier_schemes": [
            {**documents.named(each), "subject": each.subject, "tiers": [documents.named(tier) for tier in each.tiers]}
            for each in one.tier_schemes
        ],
        "activities": [documents.named(each) for each in one.activities],
        "roles": [documents.named(each) for each in one.roles],
        "forms": [{**documents.named(each), "subject": each.subject} for each in one.forms],
        "signoffs": [{**documents.named(each), "role": each.role, "form": each.form} for each in one.signoffs],
    }
    session.answer.item(document, lambda: _lines(session, one))


@command("check", "cmd_help_process_check")
@words("FILE")
def check(session: Session, file: str) -> int:
    """Check the file of a process; every problem is named."""
    found = problems_of(read_path(file))
    if not found:
        session.answer.talk("cmd_playbook_good", file=file)
    session.answer.items(
        lambda: ({"id": one.id, "text": tell(session.words, one)} for one in found),
        lambda: (tell(session.words, one) for one in found),
    )
    return BadInput.exit_code if found else 0


@command("use", "cmd_help_process_use")
@words("ID")
@value("--reason", "TEXT", "cmd_opt_reason")
def use(session: Session, id: str, reason: str) -> None:
    """Take a process into use on the board; open deals follow it from now on."""
    book = session.book
    taken = book.processes.use(*find(id), why=reason)
    told = [tell(session.words, one) for one in taken.told]
    version = taken.version
    session.answer.item(
        {
            "id": version.id,
            **documents.label(version.label),
            "version": version.version,
            "seq": version.seq,
            "deals": taken.deals,
            "told": told,
        },
        lambda: [
            f"{version.id} {version.version}  {version.label.text(session.lang)}",
            *(f"  - {one}" for one in told),
        ],
    )


@command("export", "cmd_help_process_export")
@words("FILE")
def export(session: Session, file: str) -> None:
    """Write the board's own process to a file, as its maker wrote it."""
    book = session.book
    path = read_path(file)
    text = book.processes.export()
    try:
        with path.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise BadInput("cmd_file_exists", file=path) from None
    process = book.process
    session.answer.item(
        {"id": process.id, **documents.label(process.label), "version": process.version, "file": str(path)},
        lambda: [str(path)],
    )


@command("versions", "cmd_help_process_versions")
def versions(session: Session) -> None:
    """List every version of the board's process, oldest first."""
    found = session.book.processes.list()
    session.answer.items(
        lambda: (
            {
                "seq": one.seq,
                "id": one.id,
                **documents.label(one.label),
                "version": one.version,
                "since": one.since,
                "by": one.by,
                "why": one.why,
                "current": one is found[-1],
            }
            for one in found
        ),
        lambda: table(
            (
                str(one.seq),
                f"{one.id} {one.version}",
                one.label.text(session.lang),
                moment(session.words, one.since) if one.since else "",
                one.by,
                one.why,
            )
            for one in found
        ),
    )


def _head(id: str, label: Label, version: str, about: Label) -> documents.Document:
    return {"id": id, **documents.label(label), "version": version, "about": documents.label(about)}


def _lines(session: Session, one: Process) -> list[str]:
    words, lang = session.words, session.lang
    lines = [f"{one.id} {one.version}  {one.label.text(lang)}", one.about.text(lang)]
    for stage in one.stages:
        lines += ["", f"{stage.id}  {stage.label.text(lang)}"]
        lines += table(
            (f"  {item.id}", item.label.text(lang), words.cmd_required if item.req else "", item.by)
            for item in stage.items
        )
    parts = (
        (words.cmd_part_closed, one.closed_states),
        (words.cmd_part_reasons, one.lost_reasons),
        (words.cmd_part_types, one.deal_types),
        (words.cmd_part_activities, one.activities),
        (words.cmd_part_roles, one.roles),
        (words.cmd_part_forms, one.forms),
        (words.cmd_part_signoffs, one.signoffs),
    )
    for scheme in one.tier_schemes:
        lines += [
            "",
            f"{scheme.id}  {scheme.label.text(lang)}",
            *table((f"  {t.id}", t.label.text(lang)) for t in scheme.tiers),
        ]
    for title, things in parts:
        lines += ["", title, *table((f"  {each.id}", each.label.text(lang)) for each in things)]
    return lines
