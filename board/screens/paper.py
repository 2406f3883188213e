"""A form of the playbook being filled: beside each field what is wrong with it and how it was understood.

When the hand rests, what is typed is kept as a draft and looked at by the rules; nothing waits for that, and no
typing is lost whatever happens to the line or to the drive.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from board.screens import external, papers
from board.screens.choices import Choices
from board.screens.entered import Answers
from board.screens.fields import LONG, ROWS, SHOWN, Field, typed
from board.screens.form import FormDialog
from board.screens.papers import Paper
from board.screens.prose import Prose, Said
from board.screens.rows import RowsArea
from board.screens.session import Session, sentences
from board.screens.tell import TextDialog
from board.screens.versions import version_lines
from store.problems import Problem
from store.records import FormEntry

REST = 0.4
"""Seconds without a key after which what is typed is kept and looked at."""
_PATIENCE = 0.5
"""Seconds that leaving the program waits for a draft."""
_AT_ONCE = 12
"""Fields put on the screen at a time."""


class PaperDialog(FormDialog[FormEntry]):
    """Fills a form. `save` is given what was typed; an entry that lacks something is kept and marked, and stays open.

    `draft` are answers typed last time that go before what the paper was opened with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "source", show=False),
        Binding("f4", "editor", show=False),
        Binding("f9", "versions", show=False),
    ]

    def __init__(
        self,
        session: Session,
        paper: Paper,
        save: Callable[[Answers], Awaitable[FormEntry]],
        *,
        start: str = "",
        draft: Answers | None = None,
    ) -> None:
        words = session.words
        title = words.ask_paper.format(form=paper.label.text(session.lang), no=paper.number)
        super().__init__(session, title, paper.fields, save, start=start or paper.start, keys=words.ask_form_keys)
        self.paper = paper
        """The paper as it stands now: a save that leaves it open makes it another version."""
        if draft:
            self._fields = tuple(_drafted(field, draft) for field in paper.fields)
        places = [field.id for field in paper.fields]
        self._count = _AT_ONCE + (places.index(self._start) if self._start in places else 0)
        self._look = paper.look
        self._looked: Answers = {field.id: field.value for field in paper.fields if field.kind != SHOWN}
        self._strict = False
        self._sources = False
        self._resting: Timer | None = None
        self._beside = ""
        self._notes: dict[str, tuple[Static, Prose]] = {}
        self.add_class("-broad", "-paper")

    def ready(self) -> None:
        """Begin at the first thing that only a person can say."""
        self._draw()
        super().ready()
        self._rest_soon()
        self.call_after_refresh(self._go_on)

    async def _go_on(self) -> None:
        """The fields further down stand a moment later: the first ones are there at once, however long the form is."""
        more = self._fields[self._count : self._count + _AT_ONCE]
        if more and self.is_attached:
            await self.query_one("#fields").mount_all(self._parts(more))
            self._count += len(more)
            self._draw()
            self.call_after_refresh(self._go_on)

    @property
    def _standing(self) -> Sequence[Field]:
        """The fields that stand on the screen by now."""
        return self._fields[: self._count]

    @property
    def answers(self) -> Answers:
        """What stands in the fields now, or will stand in those further down."""
        waiting = {field.id: field.value for field in self._fields[self._count :] if field.kind != SHOWN}
        return {field.id: typed(self._control(field.id)) for field in self._standing if field.kind != SHOWN} | waiting

    @property
    def _last(self) -> str:
        """The id of the control in which Enter saves, once it stands."""
        return super()._last if self._count >= len(self._fields) else ""

    # --- while one types

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for the hand to rest."""
        self._stir(event.input)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Wait for the hand to rest."""
        self._stir(event.text_area)

    def on_choices_changed(self, event: Choices.Changed) -> None:
        """Wait for the hand to rest."""
        self._stir(event.choices)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """In a table: which column one is in."""
        if isinstance(event.text_area, RowsArea):
            self._tell_beside()

    def arrive(self, field: str) -> None:
        """Another field: its hints, its keys; what was typed in the last one is kept."""
        self._tell_beside()
        self._rest_soon()

    def _stir(self, here: Widget) -> None:
        self._wrong.pop((here.id or "").removeprefix("field-"), None)
        if self._resting:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._rest_soon)

    def _rest_soon(self) -> None:
        if self.answers != self._looked and not self.working:
            self.run_worker(self.rest(), group="rest")

    async def rest(self) -> None:
        """Keep what is typed as a draft and look at it; an answer that comes late is passed over for a newer one."""
        answers = self._looked = self.answers
        paper, words = self.paper, self.words
        try:
            look = await self.session.desk.ask(lambda book: papers.looked(book, words, paper, answers))
        except Problem as problem:
            self.say(sentences(self.session, problem))
            return
        if self.is_attached and answers is self._looked:
            self._look = look
            self._draw()

    # --- what is said beside the fields

    def _draw(self) -> None:
        """Put the look that was taken beside the fields."""
        for field in self._standing:
            asked, here = field.id in self._look.asked, self._control(field.id)
            for part in (here, self.query_one(f"#label-{field.id}")):
                if part.display != asked:
                    part.display = asked
            if field.kind == SHOWN and field.id in self._look.shown and isinstance(here, Static):
                _say_in(here, self._look.shown[field.id])
            self._mark(field, asked)
        self._tell_beside()
        self.call_after_refresh(self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        """What came beside the fields, or a text that grew, does not push away the field one is in."""
        field = self._here
        if field and self.focused:
            _, note = self._notes.get(field.id, (None, None))
            if note and note.display:
                note.scroll_visible(animate=False)
            self.focused.scroll_visible(animate=False)

    def _mark(self, field: Field, asked: bool) -> None:
        """A field's problem, else how it was understood; a blank that is missing is told once it was saved so."""
        told = field.id not in self._look.blank or self._strict
        said = self._look.wrong.get(field.id, "") if told else ""
        said = said or self._wrong.get(field.id, "")
        label = self.query_one(f"#label-{field.id}", Static)
        label.set_class(bool(said), "-wrong")
        _say_in(label, self._label(field))
        sign = "x" if self.session.ascii else "✗"
        lines = [Said(line, label=sign, label_style="", hang=2) for line in said.splitlines()]
        if not lines and self._look.notes.get(field.id):
            lines = [Said(self._look.notes[field.id])]
        if field.id not in self._notes:
            if not lines or not asked:
                return
            gap, note = Static(classes="gap"), Prose(classes="beside")
            self._notes[field.id] = (gap, note)
            self.query_one("#fields").mount(gap, note, after=self._control(field.id))
        gap, note = self._notes[field.id]
        note.set_class(bool(said), "-wrong")
        gap.set_class(not lines or not asked, "-away")
        note.set_class(not lines or not asked, "-away")
        note.show(lines)

    def _label(self, field: Field) -> Content:
        """What the program filled in stands to be confirmed, as long as nobody changed it."""
        label = super()._label(field)
        if field.confirm and self._looked.get(field.id) == field.value and not self._strict:
            return Content.assemble(label, (f" · {self.words.ask_form_confirm}", "$ink-accent"))
        return label

    def _tell_beside(self) -> None:
        """The line for the whole form; for the field one is in, its hints and its keys."""
        field = self._here
        lines = [self._look.tally]
        if field:
            lines += [part for part in (self._column_line(field), field.help) if part]
            if self._sources:
                lines.append(self._source_line(field))
        told = "\n".join(lines)
        if told != self._beside:
            self._beside = told
            self.add(told)
        words = self.words
        more = {LONG: words.ask_form_keys_long, ROWS: words.ask_form_keys_rows}.get(field.kind if field else "")
        _say_in(self.query_one("#keys", Static), f"{words.ask_form_keys} · {more}" if more else words.ask_form_keys)

    @property
    def _here(self) -> Field | None:
        """The field one is in."""
        id = self.focused.id if self.focused else None
        return next((field for field in self._fields if id == f"field-{field.id}"), None)

    def _column_line(self, field: Field) -> str:
        """The columns of a table, the one under the cursor marked, and how that is written."""
        here = self.focused
        if not isinstance(here, RowsArea) or not field.columns:
            return ""
        at = min(here.column, len(field.columns) - 1)
        sign = ">" if self.session.ascii else "▸"
        named = " | ".join(f"{sign}{name}" if at == number else name for number, name in enumerate(field.columns))
        return "\n".join(part for part in (named, field.column_helps[at]) if part)

    def _source_line(self, field: Field) -> str:
        """The paragraphs of the manuals that a field comes from, "000, 三(二)3"."""
        words = self.words
        if not field.source:
            return words.ask_form_source_own
        places = [" ".join(part.split()).replace(" ", ", ", 1) for part in field.source.split(";")]
        return words.ask_form_source.format(source=words.ask_form_source_join.join(places))

    @property
    def left_draft(self) -> bool:
        """Whether a draft was left behind: something was typed that no save has taken."""
        first = {field.id: field.value for field in self.paper.fields}
        return any(text != first[id] for id, text in self._looked.items())

    # --- keys

    def action_source(self) -> None:
        """Tell where the fields come from, or no more."""
        self._sources = not self._sources
        self._tell_beside()

    def action_editor(self) -> None:
        """The text of this field in the person's own editor."""
        here = self.focused
        if not isinstance(here, TextArea):
            return
        try:
            text = external.edit(self.app, here.text)
        except Problem as problem:
            self.say(sentences(self.session, problem))
        else:
            here.text = text
            self.say("")
            self._rest_soon()

    def action_versions(self) -> None:
        """The versions of this entry and what each changed."""
        self.run_worker(self._show_versions(), group="versions")

    async def _show_versions(self) -> None:
        words, which = self.words, self.paper.which
        lines = await self.session.desk.ask(lambda book: version_lines(book, words, which.form, which.entry))
        title = words.ask_form_versions.format(form=self._title)
        await self.app.push_screen_wait(TextDialog(self.session, title, lines, wide=True))

    # --- saving, leaving

    def action_save(self) -> None:
        """Save what there is: a paper may be half full."""
        self._hush()
        self._save_now(self.answers)

    def action_leave(self) -> None:
        """Go away; what was not saved stays as a draft."""
        self._hush()
        if self.answers == self._looked:
            self.dismiss(None)
        else:
            self.run_worker(self._leave(), group="leave")

    async def _leave(self) -> None:
        await self.rest()
        self.dismiss(None)

    def part(self) -> None:
        """The program is being left: what was typed last is kept first, unless the desk is long in coming to it."""
        self._hush()
        paper, words, answers = self.paper, self.words, self.answers
        if answers != self._looked:
            kept = self.session.desk.begin(lambda book: papers.looked(book, words, paper, answers))
            with suppress(TimeoutError, Problem):
                kept.result(_PATIENCE)

    def _hush(self) -> None:
        if self._resting:
            self._resting.stop()

    def complain(self, problem: Problem) -> None:
        """Mark what the problem speaks of, and from now on also what is blank."""
        self._strict = True
        super().complain(problem)
        self.run_worker(self.rest(), group="rest")

    def _complaint(self, problem: Problem, field: str) -> str:
        """The fields have their own marks."""
        return self.session.told(problem.say)


def _drafted(field: Field, draft: Answers) -> Field:
    """A field with what was typed into it last time."""
    if field.kind == SHOWN or field.id not in draft:
        return field
    return replace(field, value=draft[field.id], confirm=False)


def _say_in(part: Static, text: str | Content) -> None:
    """Other words, drawn only if they are others."""
    said = Content(text) if isinstance(text, str) else text
    if part.content != said:
        part.update(said)
