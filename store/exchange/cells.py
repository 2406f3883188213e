"""The cells of one row by field of ours, each read as what it is: text, date, amount; what cannot be is a problem.

How dates and amounts are written is settled once, from whole columns, before the first row is read.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from store.exchange import amounts, dates
from store.exchange.presets import Preset
from store.exchange.reading import RowProblem, Table
from store.file.clean import clean_column
from store.problems import BadInput
from store.records import BoardMeta, Say

DATES = ("close_on", "created_on", "entered_on", "won_on", "lost_on", "signed_on", "closed_on", "wake_on")


class Cells:
    """Reads the rows of one table one after the other; `problems` gathers what is wrong with any of them."""

    def __init__(self, table: Table, preset: Preset, bound: Mapping[str, str], meta: BoardMeta) -> None:
        self._preset, self._bound, self._meta = preset, bound, meta
        self._line = 0
        self.row: Mapping[str, str] = {}
        self.problems: list[RowProblem] = list(table.problems)
        columns = {field: [row[bound[field]] for _, row in table.rows] for field in bound}
        self._readings = dates.settle(
            {field: dates.sniff(columns[field]) for field in DATES if field in columns}, preset.dates
        )
        self._decimal = amounts.sniff(columns.get("amount", ()))
        self._unit = amounts.head_unit(bound.get("amount", ""))
        self._days: dict[tuple[str, str], date | None] = {}

    def turn(self, line: int, row: Mapping[str, str]) -> None:
        """Go to a row."""
        self._line, self.row = line, row

    @property
    def line(self) -> int:
        """The line of the present row in its file."""
        return self._line

    def has(self, field: str) -> bool:
        """Whether some column is read as this field."""
        return field in self._bound

    def column(self, field: str) -> str:
        """The name of the field's column, "" when it has none."""
        return self._bound.get(field, "")

    def raw(self, field: str) -> str:
        """The cell as it stands; "" when the field has no column."""
        column = self._bound.get(field)
        return self.row[column] if column else ""

    def blank(self, field: str) -> bool:
        """Whether the row says nothing here."""
        return dates.blank(self.raw(field))

    def text(self, field: str, kept_as: str = "") -> str:
        """The cell with known slips mended, as the board would keep it in the column `kept_as`; "" when it is blank."""
        if self.blank(field):
            return ""
        text = self.raw(field)
        try:
            return clean_column(kept_as or field.rpartition(".")[2], self._preset.correct(text))
        except BadInput as error:
            self.wrong(field, error.say)
            return ""

    def day(self, field: str) -> date | None:
        """The cell as a date of the team's zone, None when it is blank or no date (which is a problem)."""
        text = self.raw(field)
        if not text:
            return None
        if (field, text) not in self._days:
            try:
                self._days[field, text] = dates.parse(text, self._readings[field].order, self._meta.zone)
            except ValueError:
                self.wrong(field, Say("import_date", {"text": text}))
                return None
        return self._days[field, text]

    def amount(self) -> int | None:
        """The amount in minor units of the board's currency; None when it is blank or wrong (which is a problem)."""
        text = self.raw("amount")
        currency = self.raw("currency").upper()
        try:
            found = amounts.parse(text, self._meta.currency, decimal=self._decimal, unit=self._unit)
        except BadInput as error:
            self.wrong("amount", error.say)
            return None
        if found and currency and not amounts.same_currency(currency, self._meta.currency):
            self.wrong("currency", Say("import_currency", {"text": currency, "currency": self._meta.currency}))
        return found

    def wrong(self, field: str, say: Say) -> None:
        """Name a problem of the present row."""
        self.problems.append(RowProblem(self._line, self.column(field), say, self.row))

    def notes(self) -> Sequence[Say]:
        """How dates were read where the column itself does not say."""
        said = []
        for field, reading in self._readings.items():
            if not reading.sure:
                day = dates.parse(reading.example, reading.order, self._meta.zone)
                args = {"column": self.column(field), "text": reading.example, "day": day}
                said.append(Say("import_dates_guessed", args))
        return said
