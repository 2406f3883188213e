"""`dealboard tier …`: how important a customer or deal is, which sets its rhythm. Rulings: rulings.py."""

from __future__ import annotations

from board.commands import documents
from board.commands.naming import named, subject
from board.commands.session import Session
from board.commands.tree import Family, Place, command, value, words
from store.book import Book
from store.process.playbook import TierScheme
from store.records import TierNow
from store.words import tell

tier = Family(
    "tier",
    "cmd_help_tier",
    {
        "set": Place("tiers:put", "cmd_help_tier_set"),
        "suggest": Place("tiers:suggest", "cmd_help_tier_suggest"),
        "accept": Place("rulings:accept", "cmd_help_tier_accept"),
        "confirm": Place("rulings:confirm", "cmd_help_tier_confirm"),
        "waiting": Place("rulings:waiting", "cmd_help_tier_waiting"),
        "history": Place("rulings:history", "cmd_help_tier_history"),
    },
)


@command("set", "cmd_help_tier_set")
@words("REF", "SCHEME", "TIER")
@value("--reason", "TEXT", "cmd_opt_reason")
def put(session: Session, ref: str, scheme: str, tier: str, reason: str) -> None:
    """Put a customer or deal into a tier from today on."""
    book = session.book
    of, rule = subject(book, ref), scheme_of(book, scheme)
    show_tier(session, of.ref, rule, book.tiers.set(of.id, rule.id, named(rule.tiers, tier), reason))


@command("suggest", "cmd_help_tier_suggest")
@words("REF", "SCHEME")
def suggest(session: Session, ref: str, scheme: str) -> None:
    """Say which tier the rules of a scheme point to, and why; nothing is set."""
    book = session.book
    of, rule = subject(book, ref), scheme_of(book, scheme)
    found = book.tiers.suggest(of.id, rule.id)
    why = [tell(session.words, one) for one in found.reasons]
    session.answer.item(
        {"ref": of.ref, "scheme": rule.id, "tier": found.tier or None, "why": why},
        lambda: [
            "  ".join((of.ref, rule.label.text(session.lang), found.tier or "–")),
            *(f"  - {one}" for one in why),
        ],
    )


def show_tier(session: Session, ref: str, rule: TierScheme, held: TierNow) -> None:
    """What a command that settled a tier answers: the tier that holds from now on."""
    name = next(one.label for one in rule.tiers if one.id == held.tier)
    session.answer.item(
        {
            "ref": ref,
            "scheme": rule.id,
            "scheme_label": documents.label(rule.label),
            "tier": held.tier,
            "tier_label": documents.label(name),
            "since": held.since,
        },
        lambda: ["  ".join((ref, rule.label.text(session.lang), name.text(session.lang), held.since.isoformat()))],
    )


def scheme_of(book: Book, word: str) -> TierScheme:
    """The scheme of that id or name; raises BadInput("scheme_unknown")."""
    return book.process.scheme(named(book.process.tier_schemes, word))
