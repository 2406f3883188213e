"""Typed values of forms: what a person types is understood, what is no such value is said, nothing is guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.problems import BadInput
from store.process import forms
from store.process.fields import TYPES, choice_of, shown, spec_of
from store.process.playbook import Choice, Column, FieldDef
from store.process.values import is_blank, number_of, plain_number
from store.process.vocabulary import FIELD_TYPES
from store.records import Label, Say
from store.words import LANGUAGES, pick, tell
from tests.process.gate_facts import AT, TODAY, WEEKDAYS, process

CHOICES = (
    "call|电话|Call", "visit|拜访|Visit", "online|线上会议|Online meeting", "offline|线下会议|Offline meeting",
    "public|公开渠道(官网、年报)|Public (site, report)",
)  # fmt: skip
COLUMNS = (
    Column(id="who", zh="谁", en="Who", type="person", req=True),
    Column(id="role", zh="角色", en="Role", type="choice", req=True, choices=("lead|主谈|Lead", "tech|技术|Tech")),
    Column(id="due", zh="期限", en="Due", type="date"),
)


def field(type_: str, **other: Any) -> FieldDef:
    return FieldDef(id="f", zh="字段", en="Field", designed=True, type=type_, **other)


def parse(kind: FieldDef, text: object) -> object:
    return forms.parse(kind, text, process("default"), TODAY, AT, WEEKDAYS)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (field("text"), "  王总 ", "王总"),
        (field("int"), "２５", 25),
        (field("int"), "1,200", 1200),
        (field("int"), 7, 7),
        (field("int"), 7.0, 7),
        (field("decimal"), "0.50", "0.5"),
        (field("decimal"), "-3", "-3"),
        (field("percent"), "37.5%", "37.5"),
        (field("percent"), "１００％", "100"),
        (field("money"), "80万", "800000"),
        (field("money"), "¥12,000.50", "12000.5"),
        (field("money"), "1.2亿", "120000000"),
        (field("money"), "３０００元", "3000"),
        (field("money"), Decimal("99.90"), "99.9"),
        (field("date"), "2025-10-09", "2025-10-09"),
        (field("date"), date(2025, 10, 9), "2025-10-09"),
        (field("date"), "2025年10月9日", "2025-10-09"),
        (field("date"), "明天", "2025-03-04"),
        (field("date"), "3/1", "2025-03-01"),  # two days ago, not in a year's time
        (field("date"), "3/8", "2025-03-08"),
        (field("datetime"), "2025-03-01 16:30", "2025-03-01T16:30+00:00"),
        (field("datetime"), "14:00", "2025-03-03T14:00+00:00"),
        (field("datetime"), "2025-03-01T16:30+08:00", "2025-03-01T08:30+00:00"),
        (field("choice", choices=CHOICES), "visit", "visit"),
        (field("choice", choices=CHOICES), "拜访", "visit"),
        (field("choice", choices=CHOICES), "CALL", "call"),
        (field("choice", choices=CHOICES), "线上", "online"),
        (field("choice", choices=CHOICES), "off", "offline"),
        (field("multichoice", choices=CHOICES), "电话，visit、线上", ["call", "visit", "online"]),
        (field("multichoice", choices=CHOICES), "公开渠道(官网、年报)，电话", ["public", "call"]),
        (field("multichoice", choices=CHOICES), "Public (site, report), call, call", ["public", "call"]),
        (field("tags", choices=CHOICES), "电话，大客户", ["call", "大客户"]),
        (field("bool"), "是", True),
        (field("bool"), "Ｎ", False),
        (field("bool"), False, False),
        (field("persons"), "李雷、韩梅", ["李雷", "韩梅"]),
        (field("phone"), "0755-8888 6666 转 8", "0755-8888 6666 转 8"),
        (field("email"), "a@b.cn", "a@b.cn"),
        (field("score", scale=5), "５", 5),
        (field("rating", min=0, max=10), "10", 10),
        (field("text", pattern="^[0-9A-Z]{4}$"), "ａb12", "AB12"),
        (field("signature"), "王总 | 2025-03-01 | a.pdf", {"name": "王总", "on": "2025-03-01", "file": "a.pdf"}),
        (field("signature"), "王总", {"name": "王总", "on": "2025-03-03", "file": ""}),
        (field("int"), "", None),
        (field("int"), "——", None),
        (field("text"), "  ", None),
    ],
)
def test_what_is_typed_is_understood(kind: FieldDef, text: object, value: object) -> None:
    assert parse(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (field("int"), "三", "form_not_number"),
        (field("int"), "2.5", "form_not_whole"),
        (field("int"), "9" * 16, "form_not_number"),
        (field("int", min=1), "0", "form_too_small"),
        (field("int"), True, "form_wrong"),
        (field("decimal"), "NaN", "form_not_number"),
        (field("percent", max=100), "101", "form_too_large"),
        (field("money"), "-5", "form_too_small"),
        (field("money"), "一百", "amount_unreadable"),
        (field("money"), "0.001", "amount_too_fine"),
        (field("money"), [1], "form_wrong"),
        (field("date"), "29 February", "date_unreadable"),
        (field("date"), "2025-02-29", "date_unreadable"),
        (field("datetime"), "2025-03-01 25:00", "date_unreadable"),
        (field("choice", choices=CHOICES), "线", "form_no_choice"),
        (field("choice", choices=CHOICES), "fax", "form_no_choice"),
        (field("multichoice", choices=CHOICES), "电话, fax", "form_no_choice"),
        (field("bool"), "也许", "form_not_yesno"),
        (field("phone"), "没有", "form_phone"),
        (field("email"), "a at b", "form_mail"),
        (field("score", scale=5), "6", "form_too_large"),
        (field("score", scale=5), "-1", "form_too_small"),
        (field("text", pattern="^[0-9A-Z]{4}$"), "abc", "form_pattern"),
        (field("signoff", signoff="record"), "yes", "form_not_by_hand"),
        (field("computed", formula="1+1"), "2", "form_not_by_hand"),
        (field("table", columns=COLUMNS), "李雷 | lead | 3/8 | x", "form_row_cells"),
        (field("table", columns=COLUMNS), "李雷 | boss", "form_cell_wrong"),
        (field("table", columns=COLUMNS), "[{", "form_not_table"),
        (field("table", columns=COLUMNS), [{"name": "李雷"}], "field_unknown"),
        (field("table", columns=COLUMNS), 3, "form_not_table"),
    ],
)
def test_what_cannot_be_used_is_said_in_both_languages(kind: FieldDef, text: object, problem: str) -> None:
    with pytest.raises(BadInput) as no:
        parse(kind, text)
    assert no.value.say.id == problem
    for lang in LANGUAGES:
        assert tell(pick(lang), no.value.say)


ROWS = [{"who": "李雷", "role": "lead", "due": "2025-03-08"}, {"who": "韩梅", "role": "tech"}]


@pytest.mark.parametrize(
    "text",
    [
        "李雷 | 主谈 | 3/8\n韩梅 | tech",
        "李雷|lead|2025-03-08；韩梅｜技术",
        "李雷 | lead | 3/8\n\n - | - | - \n韩梅 | tech |",
        '[{"who": "李雷", "role": "lead", "due": "3/8"}, {"谁": "韩梅", "Role": "技术"}]',
        [["李雷", "lead", date(2025, 3, 8)], {"who": "韩梅", "role": "tech", "due": None}],
    ],
)
def test_tables_are_read_from_lines_json_and_lists(text: object) -> None:
    assert parse(field("table", columns=COLUMNS), text) == ROWS


def test_a_semicolon_within_a_cell_does_not_cut_the_row() -> None:
    assert parse(field("table", columns=COLUMNS), "李雷; 王总 | lead") == [{"who": "李雷; 王总", "role": "lead"}]


def test_every_type_of_the_playbooks_has_its_description() -> None:
    assert set(TYPES) == FIELD_TYPES


def test_the_time_may_come_as_the_day_as_the_book_gives_it() -> None:
    now = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)
    assert forms.parse(field("datetime"), "今天", process("default"), now) == "2025-03-03T09:30+00:00"
    assert forms.parse(field("datetime"), "今天 8:00", process("default"), TODAY) == "2025-03-03T08:00"


@pytest.mark.parametrize("value", [None, "", "  ", "-", "——", "－", "\u3000—", [], [""], {"a": "-"}, [{"a": None}]])
def test_blank_and_dash_are_nothing(value: object) -> None:
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, False, "0", "无", "-5", "a-b", ["", "x"], {"a": 0}])
def test_an_answer_is_not_blank(value: object) -> None:
    assert not is_blank(value)


def test_a_choice_is_its_id_before_another_ones_label() -> None:
    choices = (Choice("a", Label("b", "c")), Choice("b", Label("a", "d")))
    assert choice_of(choices, "a") == choices[0]
    assert choice_of(choices, "") is None


def test_values_are_shown_by_label() -> None:
    spec = spec_of(field("multichoice", choices=CHOICES), process("default"))
    assert shown(spec, ["call", "gone"]) == (Label("电话", "Call"), "gone")
    assert shown(spec_of(field("date"), process("default")), "2025-03-03") == date(2025, 3, 3)
    assert shown(spec_of(field("bool"), process("default")), True) == Say("form_yes")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_numbers_are_kept_exactly(number: Decimal) -> None:
    assert number_of(plain_number(number)) == number


@given(st.sampled_from(sorted(FIELD_TYPES)), st.text(max_size=30))
def test_no_text_makes_reading_fall_over(type_: str, text: str) -> None:
    kind = field(type_, choices=CHOICES, columns=COLUMNS, scale=5)
    try:
        value = parse(kind, text)
    except BadInput as no:
        assert tell(pick("zh"), no.say)
    else:
        assert value is None or forms.parse(kind, value, process("default"), TODAY, AT, WEEKDAYS) == value
