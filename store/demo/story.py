"""How the demo team came to be: who they are, whom they sell to, and what they did over the last months."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from store.book import Book
from store.demo.plausible import answers
from store.process.playbook import Cadence, Item, TierScheme
from store.records import Customer, Deal

CUSTOMERS = 60
DEALS = 90
SIGNED_STAGES = 2
"""The last stages of the process: deals that stand there were signed."""

CLOSED_SHARE = (("won", 8), ("lost", 7), ("paused", 4))
_MINUTES = 15


class Story:
    """One telling of the demo, from one seed."""

    def __init__(self, book: Book, words: Mapping[str, Any], today: date, rng: Random) -> None:
        self.book, self.words, self.today, self.rng = book, words, today, rng
        self.zone = book.now().tzinfo
        self.reps: list[str] = []

    def run(self) -> None:
        """People, customers, deals, what was done on them."""
        self._people()
        customers = [self._customer(n) for n in range(CUSTOMERS)]
        deals = [self._deal(customers[n % CUSTOMERS], n) for n in range(DEALS)]
        unsigned = [deal for deal in deals if deal.state == "open"]
        self._close(unsigned[-sum(count for _, count in CLOSED_SHARE) :])
        for deal in deals[:14]:
            self._prepare(self.book.deals.get(deal.id))

    # --- people

    def _people(self) -> None:
        process = self.book.process
        for one in self.words["people"]:
            roles = dict.fromkeys(role for can in one["can"] for role in self._roles(can))
            self.book.members.add(one["login"], one["name"], list(roles))
        seller = set(process.roles_with("deal.create"))
        self.reps = [one.login for one in self.book.members.list() if seller & set(one.roles)]

    def _roles(self, can: str) -> list[str]:
        """The roles that come with a permission, the ones that lead left to the one who leads."""
        process = self.book.process
        lead = set(process.roles_with("playbook.edit"))
        roles = process.roles_with(can)
        return [role for role in roles if can == "playbook.edit" or role not in lead]

    # --- customers

    def _customer(self, n: int) -> Customer:
        words, rng = self.words["customers"], self.rng
        names = {
            "place": words["places"][n % len(words["places"])],
            "brand": words["brands"][(n * 7 + n // 20) % len(words["brands"])],
            "trade": words["trades"][(n * 3 + n // 10) % len(words["trades"])],
        }
        trade = words["trades"].index(names["trade"])
        born = self._time(self.today - timedelta(days=rng.randint(35, 80)))
        owner = self.reps[n % len(self.reps)]
        with self.book.acting(owner, born):
            made = self.book.customers.add(
                words["pattern"].format(**names), owner=owner, sector=words["sectors"][trade],
                source=rng.choice(words["sources"]), region=names["place"],
            )  # fmt: skip
            role = rng.choice(("decider", "influencer", "user", "purchasing", "technical"))
            post = rng.choice(words["posts"])
            self.book.contacts.add(made.id, rng.choice(words["people"]), post=post, role=role)
        return made

    # --- deals

    def _deal(self, customer: Customer, n: int) -> Deal:
        words, rng = self.words["deals"], self.rng
        stages = self.book.process.stages
        # a funnel: many in the first stages, few in the last
        index = min(int(abs(rng.gauss(0, 1)) * len(stages) / 2.2), len(stages) - 1)
        entered = self.today - timedelta(days=rng.randint(1, 24))
        amount = int(rng.choice(self.words["big"]) * 10_000) * 100
        types = self.book.process.deal_types
        row = {
            "customer": customer.id, "title": words["titles"][(n * 5 + n // 12) % len(words["titles"])],
            "owner": customer.owner, "stage": stages[index].id, "amount": amount, "entered_on": entered,
            "created_on": entered - timedelta(days=index * 9 + 3), "type": types[0].id if types else "",
            "close_on": self.today + timedelta(days=rng.randint(8, 130)),
        }  # fmt: skip
        if index >= len(stages) - SIGNED_STAGES:
            row |= {"state": "won", "signed_on": entered}
        with self.book.acting(customer.owner, self._time(entered)):
            _, deal = self.book.deals.put(f"demo:{n}", row, action="create")
            for stage in stages[:index]:
                self._tick(deal, stage.items, len(stage.items))
            self._tick(deal, stages[index].items, rng.randint(0, len(stages[index].items) - 1))
        self._rhythm(customer, deal)
        return deal

    def _tick(self, deal: Deal, items: tuple[Item, ...], count: int) -> None:
        """Items done by hand, the first ones of the list."""
        for item in items[:count]:
            if not item.when:
                self.book.deals.check(deal.id, item.id)

    def _rhythm(self, customer: Customer, deal: Deal) -> None:
        """Tiers, and touches that lie so that some follow-ups are overdue, some due today, most still to come."""
        rng = self.rng
        start = self.today - timedelta(days=rng.randint(16, 30))
        # a deal's tier, and the grade of customers that did not buy yet: the schemes that hold before a first win
        schemes = [one for one in self.book.process.tier_schemes if one.subject == "deal" or one.until]
        with self.book.acting(customer.owner, self._time(start)):
            tiers = {self._tier(one, customer, deal) for one in schemes}
        last = self.today - timedelta(days=rng.choice((0, 1, 2, 3, 4, 5, 6, 7, 7, 8, 10, 13)))
        kinds = self._kinds(tiers)
        for day in (last - timedelta(days=9), last - timedelta(days=4), last):
            if day >= start:
                self._touch(customer, deal, day, rng.choice(kinds))

    def _tier(self, scheme: TierScheme, customer: Customer, deal: Deal) -> str:
        subject = deal.id if scheme.subject == "deal" else customer.id
        tier = self.rng.choice(scheme.tiers[:3]).id
        if scheme.id not in self.book.tiers.now(subject):
            self.book.tiers.set(subject, scheme.id, tier)
        return tier

    def _kinds(self, tiers: set[str]) -> list[str]:
        """The kinds of touch that the rhythms of these tiers count."""
        found: dict[str, None] = {}
        for one in self.book.process.cadences:
            if self._applies(one, tiers):
                found.update(dict.fromkeys(one.channels[:3]))
        return list(found) or [self.book.process.activities[0].id]

    @staticmethod
    def _applies(cadence: Cadence, tiers: set[str]) -> bool:
        return cadence.applies.get("tier") in tiers

    def _touch(self, customer: Customer, deal: Deal, day: date, kind: str) -> None:
        with self.book.acting(customer.owner, self._time(day)):
            note = self.rng.choice(self.words["deals"]["notes"])
            self.book.activities.log(customer.id, kind, [deal.id], note=note)

    # --- the end of some, the readiness of others

    def _close(self, deals: list[Deal]) -> None:
        rest = iter(deals)
        for state, count in CLOSED_SHARE:
            for _ in range(count):
                deal = next(rest)
                with self.book.acting(deal.owner, self._time(self.today - timedelta(days=self.rng.randint(1, 20)))):
                    self._end(deal, state)

    def _end(self, deal: Deal, state: str) -> None:
        on = self.book.today()
        if state == "won":
            self.book.deals.put(deal.ext, {"state": "won", "signed_on": on, "closed_on": on}, action="win")
        elif state == "lost":
            reasons = self.book.process.lost_reasons
            self.book.deals.lose(deal.id, self.rng.choice(reasons).id)
        else:
            until = self.today + timedelta(days=self.rng.randint(-2, 20))
            self.book.deals.pause(
                deal.id, max(until, on + timedelta(days=1)), self.rng.choice(self.words["deals"]["why"])
            )

    def _prepare(self, deal: Deal) -> None:
        """Fill what the present stage asks for, so that some gates in the demo are open and some lack little."""
        if not deal.live:
            return
        process = self.book.process
        stage = process.stage(deal.stage)
        with self.book.acting(deal.owner, self._time(self.today - timedelta(days=1))):
            for item in stage.items:
                kind, _, arg = item.by.partition(":")
                if kind == "form" and self.rng.random() < 0.85:
                    self._fill(deal, arg)
                elif kind == "signoff":
                    self._sign(deal, arg)
                elif item.req:
                    self.book.deals.check(deal.id, item.id)

    def _fill(self, deal: Deal, form_id: str) -> None:
        form = self.book.process.form(form_id)
        subject = self.book.forms.subject_of(deal, form)
        if self.book.forms.entry(subject, form_id) is None:
            people = [one.login for one in self.book.members.list()]
            values = answers(form, self.book.process, people, self.words["deals"]["text"], self.today, self.rng)
            self.book.forms.fill(subject, form_id, values)

    def _sign(self, deal: Deal, signoff: str) -> None:
        rule = self.book.process.signoff(signoff)
        form = self.book.process.form(rule.form.partition(".")[0])
        entry = self.book.forms.entry(self.book.forms.subject_of(deal, form), form.id)
        if entry is None or not entry.complete:
            self._fill(deal, form.id)
            entry = self.book.forms.entry(self.book.forms.subject_of(deal, form), form.id)
        second = (one.login for one in self.book.members.list() if rule.role in one.roles and one.login != deal.owner)
        signer = next(second, "")
        if signer and entry and entry.complete:
            with self.book.acting(signer, self.book.now() + timedelta(minutes=_MINUTES)):
                self.book.signoffs.sign(deal.id, signoff)

    def _time(self, day: date) -> datetime:
        """A moment of a day's work, never later than the morning of the demo."""
        moment = datetime.combine(day, time(self.rng.randint(9, 17), self.rng.randint(0, 59)), self.zone)
        return min(moment, datetime.combine(self.today, time(8, 0), self.zone))
