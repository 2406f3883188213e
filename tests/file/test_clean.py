"""What is kept of a text: everything a person meant, nothing that a terminal takes for an order."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from store.file.clean import UNSAFE, clean, clean_column, to_json
from store.problems import BadInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("宁德某某 产线", "宁德某某 产线"),
        ("[/] [red]\x1b[31m", "[/] [red][31m"),
        ("\x1b]0;pwn\x07x", "]0;pwnx"),
        ("a\x9b31mb", "a31mb"),
        ("\x00\x08\x7f", ""),
        ("abc\u202edef\u2066g\u200f", "abcdefg"),
        ("lone \ud83d half", "lone half"),
        ("\ufeffBOM", "BOM"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("  two\t words \n", "two words"),
        ("a\x0bb\u2028c\x85d", "a b c d"),
        ("tag\U000e0041s", "tags"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_one_line(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_notes_keep_their_lines() -> None:
    assert clean_column("note", "一\r\n二 \r三\n\n") == "一\n二\n三"
    assert clean_column("title", "一\n二") == "一 二"


@settings(max_examples=300, deadline=None)
@given(some.text(alphabet=some.characters(), max_size=40))
def test_clean_is_done_in_one_go(text: str) -> None:
    for multiline in (False, True):
        once = clean(text, multiline=multiline)
        assert not UNSAFE.search(once)
        assert clean(once, multiline=multiline) == once
        once.encode()


def test_a_name_is_limited_and_told_so() -> None:
    assert len(clean_column("title", "名" * 200)) == 200
    with pytest.raises(BadInput) as told:
        clean_column("title", "名" * 400)
    assert told.value.say == ("text_too_long", {"field": "title", "most": 200, "count": 400})
    with pytest.raises(BadInput):
        clean_column("note", "x" * 20_001)
    assert clean_column("note", "x" * 20_000)


def test_what_is_cut_away_does_not_count() -> None:
    assert clean_column("title", "名" * 200 + " " * 300) == "名" * 200


def test_json_is_cleaned_inside() -> None:
    assert clean_column("filled", json.dumps({"need": "a\x1b[31m\nb", "n": 1})) == '{"need":"a[31m\\nb","n":1}'
    assert to_json({"roles": ["销售\x00", None, True]}) == '{"roles":["销售",null,true]}'
    with pytest.raises(BadInput) as told:
        to_json({"need": "x" * 20_001})
    assert told.value.say.args["field"] == "need"
