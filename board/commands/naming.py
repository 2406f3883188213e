"""How words of the command line name things: a REF that may be a deal or a customer, an id or its label, key=value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from store.book import Book
from store.problems import BadInput
from store.records import Customer, Deal, Label

_NUMBERED = re.compile(r"^\s*([CcDd])\s*[-－]?\s*\d+\s*$")


class Labeled(Protocol):
    """A thing of the playbook: an id for programs, a label for people."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def label(self) -> Label:
        """Its name in both languages."""
        ...


def subject(book: Book, ref: str) -> Deal | Customer:
    """The deal or customer that a REF names; a customer called exactly so, or the only one, wins over its deals.

    Raises BadInput "ref_unknown" or "ref_ambiguous".
    """
    numbered = _NUMBERED.match(ref)
    if numbered:
        return book.customers.find(ref) if numbered[1] in "Cc" else book.deals.find(ref)
    try:
        return book.customers.find(ref)
    except BadInput as none:
        try:
            return book.deals.find(ref)
        except BadInput as neither:
            unclear = [problem for problem in (neither, none) if problem.say.id != "ref_unknown"]
            raise (unclear or [none])[0] from None


def named(things: Iterable[Labeled], word: str) -> str:
    """The id of the thing called `word` by id or label in either language; `word` itself when none is."""
    things = list(things)
    folded = word.strip().casefold()
    for one in things:
        if one.id == word:
            return word
    found = [
        one.id for one in things if folded in {one.id.casefold(), one.label.zh.casefold(), one.label.en.casefold()}
    ]
    return found[0] if len(found) == 1 else word


def pairs(words: Sequence[str]) -> dict[str, str]:
    """key=value words as a dictionary; raises BadInput("cmd_pair_wrong") for a word without "="."""
    found: dict[str, str] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or not key.strip():
            raise BadInput("cmd_pair_wrong", text=word)
        found[key.strip()] = text
    return found


def linked(book: Book, ref: str, more: Sequence[str]) -> tuple[Deal | Customer, str, list[str]]:
    """What an activity is with: the thing named, the id of its customer, the ids of the deals it is linked to.

    Raises BadInput("cmd_deal_elsewhere") for a deal of another customer.
    """
    of = subject(book, ref)
    deals = [book.deals.find(one) for one in more]
    if isinstance(of, Deal):
        deals.insert(0, of)
    customer = of.customer if isinstance(of, Deal) else of.id
    for one in deals:
        if one.customer != customer:
            raise BadInput("cmd_deal_elsewhere", ref=one.ref, customer=one.customer_name)
    return of, customer, [one.id for one in deals]
