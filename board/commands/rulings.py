"""`dealboard tier accept | confirm | waiting | history` and `override list`: what was ruled, and against what."""

from __future__ import annotations

from collections.abc import Iterable

from board.commands import documents
from board.commands.cells import table
from board.commands.naming import subject
from board.commands.session import Session
from board.commands.tiers import scheme_of, show_tier
from board.commands.tree import Family, Place, command, switch, value, word, words
from store.book import Book
from store.books.grades import TierChange
from store.books.overrides import Override
from store.problems import BadInput
from store.process.playbook import TierScheme
from store.records import Label
from store.words import moment

override = Family("override", "cmd_help_override", {"list": Place("rulings:show_overrides", "cmd_help_override_list")})


# --- tiers


@command("accept", "cmd_help_tier_accept")
@words("REF", "SCHEME")
def accept(session: Session, ref: str, scheme: str) -> None:
    """Put a customer or deal into the tier that is suggested."""
    book = session.book
    of, rule = subject(book, ref), scheme_of(book, scheme)
    show_tier(session, of.ref, rule, book.tiers.accept(of.id, rule.id))


@command("confirm", "cmd_help_tier_confirm")
@words("REF", "SCHEME")
def confirm(session: Session, ref: str, scheme: str) -> None:
    """Confirm a tier above the suggested one that somebody set who may not."""
    book = session.book
    of, rule = subject(book, ref), scheme_of(book, scheme)
    show_tier(session, of.ref, rule, book.tiers.confirm(of.id, rule.id))


@command("waiting", "cmd_help_tier_waiting")
def waiting(session: Session) -> None:
    """List the tiers on the board that wait to be confirmed."""
    found = session.book.tiers.unconfirmed()
    _show_changes(session, found)
    if not found:
        session.answer.talk("may_tier_unasked")


@command("history", "cmd_help_tier_history")
@words("REF")
def history(session: Session, ref: str) -> None:
    """List every tier a customer or deal was put into, newest first."""
    book = session.book
    _show_changes(session, book.tiers.history(subject(book, ref).id))


def _show_changes(session: Session, found: Iterable[TierChange]) -> None:
    session.answer.items(
        lambda: (_change(session.book, one) for one in found),
        lambda: table(_change_line(session, one) for one in found),
    )


def _change(book: Book, one: TierChange) -> documents.Document:
    rule = _known(book, one.scheme)
    named = {name: _tier_label(rule, tier) for name, tier in (("old", one.old), ("new", one.new))}
    return {
        "ref": documents.ref_of(book, one.subject),
        "scheme": one.scheme,
        "scheme_label": documents.label(rule.label) if rule else None,
        "old": one.old,
        "old_label": documents.label(named["old"]) if named["old"] else None,
        "new": one.new,
        "new_label": documents.label(named["new"]) if named["new"] else None,
        "suggested": one.suggested,
        "why": one.why,
        "by": one.by,
        "at": one.at,
        "waits": one.asks,
        "confirmed_by": one.confirmed_by,
    }


def _change_line(session: Session, one: TierChange) -> list[str]:
    words, lang = session.words, session.lang
    rule = _known(session.book, one.scheme)

    def shown(tier: str) -> str:
        label = _tier_label(rule, tier)
        return label.text(lang) if label else tier

    notes = (
        words.cmd_tier_suggested.format(tier=shown(one.suggested)) if one.suggested not in ("", one.new) else "",
        words.cmd_tier_waits if one.asks else "",
        words.cmd_tier_confirmed.format(login=one.confirmed_by) if one.confirmed_by else "",
    )
    return [
        moment(words, one.at),
        one.by,
        documents.ref_of(session.book, one.subject),
        rule.label.text(lang) if rule else one.scheme,
        f"{shown(one.old)} → {shown(one.new)}".removeprefix(" "),
        words.list_separator.join(note for note in notes if note),
        one.why,
    ]


def _known(book: Book, scheme: str) -> TierScheme | None:
    """The scheme, None when the process in force has it no more."""
    return next((one for one in book.process.tier_schemes if one.id == scheme), None)


def _tier_label(rule: TierScheme | None, tier: str) -> Label | None:
    return next((one.label for one in rule.tiers if one.id == tier), None) if rule else None


# --- gates gone over


@command("list", "cmd_help_override_list")
@word("REF")
@value("--by", "LOGIN", "cmd_opt_override_by")
@switch("--count", "cmd_opt_override_count")
def show_overrides(session: Session, ref: str, by: str, count: bool) -> None:
    """List the gates gone over, newest first: on the board, on one deal, by one member; or count them by member."""
    book = session.book
    login = book.members.get(by).login if by else ""
    if count and (ref or by):
        raise BadInput("cmd_extra", words=[one for one in (ref, by) if one], command="dealboard override list --count")
    if count:
        counted = book.overrides.count()
        session.answer.items(
            lambda: ({"by": one, "count": many} for one, many in counted.items()),
            lambda: table(((one, str(many)) for one, many in counted.items()), right=(1,)),
        )
        none = not counted
    else:
        found = book.overrides.list(book.deals.find(ref).id if ref else "", login)
        session.answer.items(
            lambda: (_override(one) for one in found),
            lambda: (line for one in found for line in _override_lines(session, one)),
        )
        none = not found
    if none:
        session.answer.talk("cmd_overrides_none")


def _override(one: Override) -> documents.Document:
    return {
        "ref": one.ref,
        "gate": one.gate,
        "gate_label": documents.label(one.label) if one.label else None,
        "before": one.before,
        "missing": [{"reason": id, "goto": goto, "text": text} for id, goto, text in one.missing],
        "why": one.why,
        "by": one.by,
        "at": one.at,
    }


def _override_lines(session: Session, one: Override) -> list[str]:
    gate = one.label.text(session.lang) if one.label else one.gate
    head = (moment(session.words, one.at), one.by, one.ref, gate, one.before, one.why)
    return ["  ".join(part for part in head if part), *(f"  - {text}" for _, _, text in one.missing)]
