"""`dealboard tier set` and `tier suggest`: how important a customer or deal is, which sets its rhythm."""

from __future__ import annotations

from board.commands import documents
from board.commands.naming import named, subject
from board.commands.session import Session
from board.commands.tree import Family, Place, command, value, words
from store.book import Book
from store.process.playbook import TierScheme
from store.words import tell

tier = Family(
    "tier",
    "cmd_help_tier",
    {"set": Place("tiers:put", "cmd_help_tier_set"), "suggest": Place("tiers:suggest", "cmd_help_tier_suggest")},
)


@command("set", "cmd_help_tier_set")
@words("REF", "SCHEME", "TIER")
@value("--reason", "TEXT", "cmd_opt_reason")
def put(session: Session, ref: str, scheme: str, tier: str, reason: str) -> None:
    """Put a customer or deal into a tier from today on."""
    book = session.book
    of, rule = subject(book, ref), _scheme(book, scheme)
    held = book.tiers.set(of.id, rule.id, named(rule.tiers, tier), reason)
    name = next(one.label for one in rule.tiers if one.id == held.tier)
    session.answer.item(
        {
            "ref": of.ref,
            "scheme": rule.id,
            "scheme_label": documents.label(rule.label),
            "tier": held.tier,
            "tier_label": documents.label(name),
            "since": held.since,
        },
        lambda: ["  ".join((of.ref, rule.label.text(session.lang), name.text(session.lang), held.since.isoformat()))],
    )


@command("suggest", "cmd_help_tier_suggest")
@words("REF", "SCHEME")
def suggest(session: Session, ref: str, scheme: str) -> None:
    """Say which tier the rules of a scheme point to, and why; nothing is set."""
    book = session.book
    deal, rule = book.deals.find(ref), _scheme(book, scheme)
    found = book.tiers.suggest(deal.id, rule.id)
    why = [tell(session.words, one) for one in found.reasons]
    session.answer.item(
        {"ref": deal.ref, "scheme": rule.id, "tier": found.tier or None, "why": why},
        lambda: [
            "  ".join((deal.ref, rule.label.text(session.lang), found.tier or "–")),
            *(f"  - {one}" for one in why),
        ],
    )


def _scheme(book: Book, word: str) -> TierScheme:
    return book.process.scheme(named(book.process.tier_schemes, word))
