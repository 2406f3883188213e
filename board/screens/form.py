"""A dialog of fields: typed through with Enter, saved with F2 or with Enter in the last line.

It serves the small questions (a new deal, a reason, a date) and every form of the playbook alike; a form is data.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.widgets import Input, Static

from board.screens.choices import Choices
from board.screens.dialog import Dialog
from board.screens.entered import Answers
from board.screens.fields import SHOWN, Control, Field, control, typed
from board.screens.session import Session, sentences
from store.problems import Problem, Refused
from store.records import Reason, Say

T = TypeVar("T")


class FormDialog(Dialog[T]):
    """Asks for some fields and saves them; `save` is given what was typed and answers with the result.

    A refusal is shown at the field it speaks of: that of a Reason's `goto`, "form:ID.FIELD" or "ask.FIELD".
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "save", show=False)]

    def __init__(
        self,
        session: Session,
        title: str,
        fields: Sequence[Field],
        save: Callable[[Answers], Awaitable[T]],
        *,
        start: str = "",
        note: str = "",
        keys: str = "",
    ) -> None:
        super().__init__(session, title, keys or session.words.ask_keys_form)
        self._fields = tuple(fields)
        self._save = save
        self._start = start
        self._note = note
        self._wrong: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """A label and a control a field, in two columns."""
        if self._note:
            yield Static(Content(self._note), id="note")
        with VerticalScroll(id="fields", can_focus=False):
            yield from self._parts(self._standing)

    def _parts(self, fields: Sequence[Field]) -> Iterable[Widget]:
        for field in fields:
            yield Static(self._label(field), id=f"label-{field.id}", classes="label")
            yield control(field)

    @property
    def _standing(self) -> Sequence[Field]:
        """The fields that stand on the screen."""
        return self._fields

    def ready(self) -> None:
        """Begin in the field that is wanted, else in the first."""
        asked = [field.id for field in self._standing if field.kind != SHOWN]
        if asked:
            self._control(self._start if self._start in asked else asked[0]).focus()

    @property
    def answers(self) -> Answers:
        """What stands in the fields now."""
        return {field.id: typed(self._control(field.id)) for field in self._fields if field.kind != SHOWN}

    @property
    def _last(self) -> str:
        """The id of the control in which Enter saves."""
        asked = [self._control(field.id) for field in self._fields if field.kind != SHOWN]
        return next((control.id or "" for control in reversed(asked) if control.display), "")

    # --- going through the fields

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, and saves after the last."""
        event.stop()
        self._on_from(event.input)

    def on_choices_picked(self, event: Choices.Picked) -> None:
        """A digit has answered the field: on to the next, but the last waits for Enter."""
        event.stop()
        if event.choices.id != self._last:
            self._on_from(event.choices)

    def key_enter(self) -> None:
        """Enter in a field of choices goes on as well."""
        here = self.focused
        if isinstance(here, Choices):
            if self._field(here).required:
                here.settle()
            self._on_from(here)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Another field."""
        self.arrive((event.widget.id or "").removeprefix("field-"))

    def arrive(self, field: str) -> None:
        """Say what is wrong with the field that one comes to."""
        if self._wrong:
            self.say(self._wrong.get(field, ""))

    def _on_from(self, here: Widget) -> None:
        if here.id == self._last:
            self.action_save()
        else:
            self.focus_next(".field, Input, TextArea, Choices")

    # --- saving

    def action_save(self) -> None:
        """Save all fields, but not before what must be there is there."""
        answers = self.answers
        blank = [field for field in self._fields if field.required and not answers[field.id].strip()]
        if blank:
            self.complain(Refused([_blank(field) for field in blank]))
        else:
            self._save_now(answers)

    def _save_now(self, answers: Answers) -> None:
        self.attempt(lambda: self._save(answers), self._done)

    def _done(self, result: T) -> None:
        self.dismiss(result)

    def complain(self, problem: Problem) -> None:
        """Mark the fields that a problem speaks of and go to the first of them."""
        self._wrong = wrong_fields(self.session, problem, [field.id for field in self._fields])
        for field in self._standing:
            label = self.query_one(f"#label-{field.id}", Static)
            label.set_class(field.id in self._wrong, "-wrong")
        if self._wrong:
            first = next(field.id for field in self._standing if field.id in self._wrong)
            self._control(first).focus()
            self.say(self._complaint(problem, first))
        else:
            self.say(sentences(self.session, problem))

    def _complaint(self, problem: Problem, field: str) -> str:
        """What is said under the fields when `field` is the first that a problem speaks of."""
        return self._wrong[field]

    def _control(self, id: str) -> Control:
        found = self.query_one(f"#field-{id}")
        assert isinstance(found, Control)  # noqa: S101  made by `control` above
        return found

    def _field(self, control: Widget) -> Field:
        return next(field for field in self._fields if control.id == f"field-{field.id}")

    def _label(self, field: Field) -> Content:
        return Content.assemble(field.label, (" *", "$due-overdue") if field.required else "")


def _blank(field: Field) -> Reason:
    return Reason("text_missing", Say("text_missing", {"field": field.label}), goto=f"ask.{field.id}")


def wrong_fields(session: Session, problem: Problem, fields: Sequence[str]) -> dict[str, str]:
    """Field -> sentence, for the reasons of a problem that name a field of this dialog."""
    found: dict[str, str] = {}
    for reason in problem.reasons if isinstance(problem, Refused) else ():
        field = reason.goto.rpartition(".")[2] if "." in reason.goto else ""
        if field in fields:
            found.setdefault(field, session.told(reason.say))
    return found
