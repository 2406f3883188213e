"""Which deed an action of the table is: the one place where ids of actions meet what is done.

Loaded on the first action, and with it every dialog; the first frame needs none of them.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from board.actions import Context
from board.screens import agenda, looking, making, moving, planning, snoozing, talking
from board.screens.work import WorkScreen

Deed = Callable[[WorkScreen, Context], Awaitable[None]]

_OWN = (
    "page.close", "scope.switch", "agenda.whose", "panel.switch", "language.switch", "theme.switch", "screen.redraw",
    "quit",
)  # fmt: skip
"""What a screen or the app does by itself."""

DEEDS: Mapping[str, Deed] = {
    "deal.open": looking.open_line,
    "deal.move": moving.move,
    "deal.drop": moving.drop,
    "deal.back": moving.back,
    "deal.check": moving.check,
    "item.mend": moving.mend_item,
    "deal.win": moving.win,
    "deal.lose": moving.lose,
    "deal.pause": moving.pause,
    "deal.resume": moving.resume,
    "touch.log": talking.log,
    "event.read": talking.read_event,
    "due.snooze": snoozing.snooze,
    "touch.plan": planning.plan,
    "agenda.open": agenda.open_agenda,
    "date.why": talking.why,
    "tier.set": making.choose_tier,
    "deal.new": making.new_deal,
    "customer.new": making.new_customer,
    "contact.new": making.new_contact,
    "deal.edit": making.edit_deal,
    "form.fill": making.fill_form,
    "undo": making.undo,
    "redo": making.redo,
    "find": looking.find,
    "palette": looking.palette,
    "help": looking.show_help,
    **{id: partial(looking.own, id=id) for id in _OWN},
}
