"""Two languages say the same things: same blanks, nothing empty, every id that code names is there."""

import ast
import re
import string
from datetime import date, datetime
from pathlib import Path

import pytest

from store.records import Label, Money, Say
from store.words import choose, pick, tell
from store.words.shape import Words

ROOT = Path(__file__).resolve().parents[2]
FIELDS = list(Words.__annotations__)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("field", FIELDS)
def test_both_languages_fill_the_same_blanks(field: str) -> None:
    zh, en = getattr(pick("zh"), field), getattr(pick("en"), field)
    assert type(zh) is type(en)
    if isinstance(zh, str):
        assert blanks(zh) == blanks(en)
        assert bool(zh.strip()) == bool(en.strip())


def test_a_language_has_every_sentence_once_and_for_all() -> None:
    said = {name: getattr(pick("en"), name) for name in FIELDS}
    with pytest.raises(TypeError, match="lang"):
        Words(**{name: text for name, text in said.items() if name != "lang"})
    with pytest.raises(TypeError, match="more"):
        Words(**said, more="x")
    with pytest.raises(AttributeError):
        pick("en").lang = "fr"  # type: ignore[misc]


def test_english_has_no_chinese_and_chinese_sentences_have() -> None:
    han = re.compile("[\u4e00-\u9fff]")
    english = [name for name in FIELDS if isinstance(text := getattr(pick("en"), name), str) and han.search(text)]
    # there a Chinese word is an example of what may be typed: dates, amounts, a playbook's labels and sources
    examples = ("date_", "amount_", "playbook_", "cmd_opt_", "act_language")
    assert [name for name in english if not name.startswith(examples)] == []


def ids_in_code() -> set[str]:
    """The first argument of every Say, Problem and Refused that stands as a plain string in our code."""
    found = set()
    makers = {"Say", "BadInput", "Busy", "Unusable", "refuse", "Problem"}
    for package in ("board", "widgets", "store"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in makers
                    and node.args
                ):
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found.add(first.value)
    return found


def test_every_sentence_that_code_names_is_there() -> None:
    named = ids_in_code()
    assert len(named) > 60
    assert named <= set(FIELDS)


def test_a_sentence_shows_labels_dates_and_money_in_its_language() -> None:
    say = Say(
        "event_field", {"field": Label("金额", "amount"), "old": Money(8_000_000, "CNY"), "new": date(2026, 3, 4)}
    )
    assert tell(pick("zh"), say) == "金额 ¥80,000 → 2026-03-04 周三"
    assert tell(pick("en"), say) == "amount ¥80,000 → Wed 2026-03-04"


def test_a_sentence_may_hold_a_sentence_and_a_list() -> None:
    say = Say("event_set", {"what": [Say("event_field", {"field": "a", "old": 1, "new": 2}), "b"]})
    assert tell(pick("en"), say) == "changed: a 1 → 2, b"


def test_moments_show_their_time() -> None:
    say = Say("event_pause", {"until": datetime.fromisoformat("2026-03-04T16:30:00+08:00")})
    assert tell(pick("zh"), say).endswith("2026-03-04 周三 16:30")


def test_data_with_braces_is_data() -> None:
    assert "{0.__class__}" in tell(pick("en"), Say("ref_unknown", {"ref": "{0.__class__}"}))


@pytest.mark.parametrize(
    ("wishes", "lang"),
    [
        (("zh_CN.UTF-8",), "zh"),
        (("C", "POSIX", None, "en_GB"), "en"),
        (("", "zh-Hant-TW"), "zh"),
        ((), "en"),
        (("fr",), "en"),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(wishes: tuple[str | None, ...], lang: str) -> None:
    assert choose(*wishes) == lang
