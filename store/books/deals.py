"""The use cases of a deal: made, changed, moved on and back, won, lost, paused, resumed, its checklist ticked.

Each is one commit: fresh rows are read, the rule is asked, the expected version compared, the rows and the history
written (house.md, "Traffic"; process.md 9.1 for the states).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from store.books.core import Core
from store.books.evidence import facts, settle
from store.books.overrides import pass_gate
from store.books.people import need, only
from store.books.permissions import deal_matter, require
from store.books.references import resolve
from store.books.searching import fold, search_text
from store.file import rows
from store.file.writer import Writer
from store.problems import BadInput, refuse
from store.process import checklist, gates
from store.process.permissions import NOTHING
from store.process.playbook import Item
from store.records import EVERYTHING, Deal, ItemState, Reason, Say, Scope

DEAL_FIELDS = ("title", "owner", "type", "amount", "close_on", "product", "source", "region", "note")
OPEN, WON, LOST, PAUSED, COMPLETED = STATES = ("open", "won", "lost", "paused", "completed")


class Deals:
    """The deals of the team."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # --- reading

    def get(self, id: str) -> Deal:
        """One deal by id; raises BadInput("ref_unknown")."""
        found = rows.deal(self._core.conn, id)
        if found is None:
            raise BadInput("ref_unknown", ref=id)
        return found

    def find(self, ref: str) -> Deal:
        """One deal by D-number, id, or enough of its title or customer; raises BadInput when unknown or ambiguous."""
        conn = self._core.conn
        return resolve(
            ref,
            "D",
            lambda no: rows.deal_by_no(conn, no),
            lambda id: rows.deal(conn, id),
            lambda text: rows.deals(conn, Scope(text=text), 20),
            lambda one: one.title,
        )

    def gate(self, id: str, to: str = "") -> list[Reason]:
        """What is missing before the deal may go to a stage (default: the next); empty means go."""
        deal = self.get(id)
        return self._missing(deal, self._before(to or self._next_stage(deal)))

    def checklist(self, id: str, stage: str = "") -> list[tuple[Item, ItemState | None]]:
        """The items of a stage (default: the present one) that fit the deal, each with its tick."""
        deal = self.get(id)
        stage = stage or deal.stage
        ticks = {one.item: one for one in rows.items(self._core.conn, [id]) if one.stage == stage}
        return [(item, ticks.get(item.id)) for item in checklist.items(self._core.process, deal, stage)]

    # --- making and changing

    def add(
        self,
        customer: str,
        title: str,
        amount: int = 0,
        type: str = "",
        owner: str = "",
        close_on: date | None = None,
        stage: str = "",
        **fields: object,
    ) -> Deal:
        """Record a deal of a customer in the first stage (or another); `amount` in minor units, not negative."""
        core = self._core
        title = need("title", title)
        row = only(fields, DEAL_FIELDS)
        stage = core.process.stages[core.process.stage_index(stage) if stage else 0].id
        self._check({"amount": amount, "type": type, "owner": owner})

        def work(writer: Writer) -> str:
            require(core, "deal.create")
            id, today = core.new_id(), core.today().isoformat()
            made: dict[str, object] = {
                "id": id, "no": writer.next_no("deal"), "title": title, "customer": customer,
                "owner": owner or core.login, "type": type, "stage": stage, "state": OPEN, "live": 1, "amount": amount,
                "close_on": close_on.isoformat() if close_on else None, "created_on": today, "entered_on": today,
                **row, "search": search_text(title), "rev": 1,
            }  # fmt: skip
            writer.insert("deal", made)
            self._entered(writer, id, stage)
            settle(core, writer, id)
            return id

        return self.get(core.write(work, customer))

    def put(self, ext: str, row: Mapping[str, object], action: str = "import") -> tuple[str, Deal]:
        """Make the deal of an import's row be as the row says; "created", "updated" or "unchanged", and the deal.

        `ext` names the row in the other system and finds the deal again. `row` holds Deal's fields as they are stored:
        customer (id), title, owner, stage, state, amount in minor units, the dates as date. A date of signing may be
        the customer's first.
        """
        core = self._core
        stored = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        self._check(stored)
        if "state" in stored:
            stored["live"] = int(stored["state"] == OPEN or (stored["state"] == WON and not stored.get("closed_on")))
        if "title" in stored:
            stored["search"] = search_text(str(stored["title"]))

        def work(writer: Writer) -> tuple[str, str]:
            known = rows.deal_by_ext(writer.conn, ext)
            require(core, "deal.edit" if known else "deal.create", deal_matter(core, known) if known else NOTHING)
            if known:
                what, id = (
                    "updated" if writer.update("deal", known.id, stored, action=action) else "unchanged",
                    known.id,
                )
            else:
                what, id = "created", self._put_new(writer, ext, stored, action)
            if "stage" in stored and (known is None or stored["stage"] != known.stage):
                self._entered(writer, id, str(stored["stage"]), str(stored.get("entered_on") or ""))
            if stored.get("signed_on"):
                self._first_signed(writer, str(stored.get("customer") or (known and known.customer)), stored, action)
            return what, id

        what, id = core.write(work)
        return what, self.get(id)

    def _put_new(self, writer: Writer, ext: str, stored: Mapping[str, object], action: str) -> str:
        id, today = self._core.new_id(), self._core.today().isoformat()
        made: dict[str, object] = {"type": "", "state": OPEN, "live": 1, "amount": 0}
        made |= {"created_on": today, "entered_on": today, **stored}
        writer.insert("deal", {**made, "id": id, "no": writer.next_no("deal"), "ext": ext, "rev": 1}, action=action)
        return id

    @staticmethod
    def _first_signed(writer: Writer, customer: str, stored: Mapping[str, object], action: str) -> None:
        one = rows.customer(writer.conn, customer)
        day = str(stored["signed_on"])
        if one and (one.first_signed_on is None or one.first_signed_on.isoformat() > day):
            writer.update("customer", customer, {"first_signed_on": day}, action=action)

    def set(self, id: str, changes: Mapping[str, object], rev: int | None = None) -> Deal:
        """Change fields of a deal; raises Conflict when `rev` is outdated, BadInput for unknown fields or values."""
        core = self._core
        row = only(changes, DEAL_FIELDS)
        self._check(row)
        if "title" in row:
            row["title"] = need("title", str(row["title"]))
            row["search"] = search_text(str(row["title"]))
        deal = self.get(id)

        def work(writer: Writer) -> None:
            self._mine(id)
            writer.update("deal", id, row, rev=rev)
            settle(core, writer, id)

        core.write(work, deal.customer)
        return self.get(id)

    # --- moving

    def move(self, id: str, to: str = "", rev: int | None = None, override: bool = False, why: str = "") -> Deal:
        """Move a deal on to the next stage, or out of the last one into a closed state of kind "completed".

        Raises Refused with every reason of the gate; `override` lets the roles that the gate names go on with a reason.
        """
        core = self._core

        def work(writer: Writer) -> str:
            deal = self._mine(id)
            self._in_state(deal, OPEN, WON)
            target = to or self._next_stage(deal)
            self._must_be_next(deal, target)
            leaves = target not in [one.id for one in core.process.stages]
            entered = core.today().isoformat()
            changes = self._closing(COMPLETED) if leaves else {"stage": target, "entered_on": entered}
            action = pass_gate(core, writer, deal, self._before(target), override, why)
            writer.update("deal", id, changes, rev=rev, action=action, why=why)
            if "stage" in changes:
                self._entered(writer, id, target)
                settle(core, writer, id)
            return deal.customer

        core.write(work, self.get(id).customer)
        return self.get(id)

    def back(self, id: str, to: str = "", why: str = "", rev: int | None = None) -> Deal:
        """Move a deal back to an earlier stage (default: the one before); needs a reason, keeps all forms (9.1)."""
        core = self._core
        deal = self.get(id)
        here = core.process.stage_index(deal.stage)
        target = to or core.process.stages[max(here - 1, 0)].id
        if core.process.stage_index(target) >= here:
            raise refuse("not_backward", stage=core.process.stage(target).label)
        self._say_why(why)

        def work(writer: Writer) -> None:
            self._in_state(self._mine(id), OPEN, WON)
            changes = {"stage": target, "entered_on": core.today().isoformat()}
            writer.update("deal", id, changes, rev=rev, action="back", why=why)
            self._entered(writer, id, target)
            settle(core, writer, id)

        core.write(work, deal.customer)
        return self.get(id)

    def win(self, id: str, override: bool = False, why: str = "", rev: int | None = None) -> Deal:
        """Mark a deal as signed and won, through the gate before signing; it stays on the board while stages follow."""
        core = self._core

        def work(writer: Writer) -> None:
            deal = self._mine(id)
            self._in_state(deal, OPEN)
            action = pass_gate(core, writer, deal, "event:signed", override, why)
            today = core.today().isoformat()
            last = core.process.stage_index(deal.stage) == len(core.process.stages) - 1
            changes = {"state": WON, "signed_on": today} | ({"closed_on": today, "live": 0} if last else {})
            writer.update("deal", id, changes, rev=rev, action="win" if action == "move" else action, why=why)
            self._first_signed(writer, deal.customer, {"signed_on": today}, "win")
            settle(core, writer, id)

        core.write(work, self.get(id).customer)
        return self.get(id)

    def lose(self, id: str, reason: str, why: str = "", rev: int | None = None) -> Deal:
        """Close a deal as lost for one of the playbook's reasons."""
        core = self._core
        known = {one.id: one for one in core.process.lost_reasons}
        if reason not in known:
            raise BadInput("reason_unknown", reason=reason, known=list(known))

        def work(writer: Writer) -> None:
            self._in_state(self._mine(id), OPEN, PAUSED)
            changes = self._closing(LOST) | {"reason": reason, "wake_on": None}
            writer.update("deal", id, changes, rev=rev, action="lose", why=why)

        core.write(work, self.get(id).customer)
        return self.get(id)

    def pause(self, id: str, until: date, why: str, rev: int | None = None) -> Deal:
        """Rest a deal in the pool until a wake-up date, at most `pause_max_days` ahead (process.md 3.4)."""
        core = self._core
        today = core.today()
        most = int(core.process.settings.get("pause_max_days", 90))
        if until <= today:
            raise refuse("wake_in_past", today=today)
        if until > today + timedelta(days=most):
            raise refuse("wake_too_late", latest=today + timedelta(days=most), days=most)
        self._say_why(why)

        def work(writer: Writer) -> None:
            self._in_state(self._mine(id), OPEN)
            changes = {"state": PAUSED, "live": 0, "wake_on": until.isoformat()}
            writer.update("deal", id, changes, rev=rev, action="pause", why=why)

        core.write(work, self.get(id).customer)
        return self.get(id)

    def resume(self, id: str, why: str = "", rev: int | None = None) -> Deal:
        """Take a paused deal up again in the same stage; its rhythms start anew today."""
        core = self._core

        def work(writer: Writer) -> None:
            self._in_state(self._mine(id), PAUSED)
            changes = {"state": OPEN, "live": 1, "wake_on": None, "resumed_on": core.today().isoformat()}
            writer.update("deal", id, changes, rev=rev, action="resume", why=why)

        core.write(work, self.get(id).customer)
        return self.get(id)

    # --- checklist

    def check(self, id: str, item: str, done: bool = True) -> Deal:
        """Tick a checklist item by hand, or take the tick back; the present stage is looked at first."""
        core = self._core
        deal = self.get(id)
        stage = self._stage_of_item(deal, item)
        who = core.process.item(stage, item).who

        def work(writer: Writer) -> None:
            require(core, "item.tick", deal_matter(core, self.get(id), team="team" in who, who=who))
            ticked = any((one.stage, one.item) == (stage, item) for one in rows.items(writer.conn, [id]))
            if done and not ticked:
                tick = {"deal": id, "stage": stage, "item": item, "by": core.login, "at": core.now().isoformat()}
                writer.insert("item_state", {**tick, "via": "hand", "rev": 1}, action="tick")
            elif not done and ticked:
                writer.delete("item_state", (id, stage, item), action="untick")

        core.write(work, deal.customer)
        return self.get(id)

    # --- within

    def _mine(self, id: str) -> Deal:
        """The deal as it is now, which I may change; raises Refused when I may not."""
        deal = self.get(id)
        require(self._core, "deal.edit", deal_matter(self._core, deal))
        return deal

    def _missing(self, deal: Deal, before: str) -> list[Reason]:
        core = self._core
        return gates.check(core.process, facts(core, core.conn, deal.id), before, core.today())

    def _must_be_next(self, deal: Deal, to: str) -> None:
        process = self._core.process
        done = process.closed(COMPLETED)
        here, last = process.stage_index(deal.stage), len(process.stages) - 1
        there = last + 1 if done and to == done.id else process.stage_index(to)
        if there == here:
            raise refuse("same_stage", ref=deal.ref, stage=process.stage(to).label)
        if there < here:
            raise refuse("not_forward", stage=process.stage(to).label)
        if there > here + 1:
            raise refuse("not_next", stage=process.stages[here + 1].label)

    def _before(self, to: str) -> str:
        """What the gates call the way to a stage, or off the board from the last one."""
        done = self._core.process.closed(COMPLETED)
        return f"state:{to}" if done and to == done.id else f"stage:{to}"

    def _next_stage(self, deal: Deal) -> str:
        process = self._core.process
        here = process.stage_index(deal.stage)
        if here + 1 < len(process.stages):
            return process.stages[here + 1].id
        done = process.closed(COMPLETED)
        return done.id if done else deal.stage

    def _stage_of_item(self, deal: Deal, item: str) -> str:
        process = self._core.process
        stages = [deal.stage, *(one.id for one in process.stages if one.id != deal.stage)]
        for stage in stages:
            if any(one.id == item for one in checklist.items(process, deal, stage)):
                return stage
        known = [one.id for one in checklist.items(process, deal, deal.stage)]
        raise BadInput("item_unknown", stage=process.stage(deal.stage).label, item=item, known=known)

    def _in_state(self, deal: Deal, *states: str) -> None:
        if deal.state not in states or (deal.state == WON and not deal.live):
            raise refuse("not_open", ref=deal.ref, state=Say(f"state_{deal.state}"))

    def _closing(self, state: str) -> dict[str, object]:
        return {"state": state, "live": 0, "closed_on": self._core.today().isoformat()}

    def _entered(self, writer: Writer, deal: str, stage: str, on: str = "") -> None:
        on = on or self._core.today().isoformat()
        row = {"id": self._core.new_id(), "deal": deal, "stage": stage, "entered_on": on, "rev": 1}
        writer.insert("stage_entry", row, action="")

    def _say_why(self, why: str) -> None:
        if not why.strip():
            raise refuse("reason_needed")

    def _check(self, row: Mapping[str, object]) -> None:
        """Values that people type wrong: a negative amount, an unknown type, owner or stage."""
        core = self._core
        amount = row.get("amount", 0)
        if isinstance(amount, int) and amount < 0:
            raise BadInput("amount_negative", text=amount)
        types = [one.id for one in core.process.deal_types]
        if row.get("type") and row["type"] not in types:
            raise BadInput("type_unknown", type=row["type"], known=types)
        if row.get("owner"):
            core.member(str(row["owner"]))
        if row.get("stage"):
            core.process.stage_index(str(row["stage"]))

    def list(self, scope: Scope = EVERYTHING) -> list[Deal]:
        """The deals in scope, in every state, by number."""
        return rows.deals(self._core.conn, scope._replace(text=fold(scope.text)))
