"""What a playbook file is refused for: each kind of slip gives its sentence, with the file and the key."""

import copy
import os
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from store.problems import BadInput
from store.process import playbook
from store.process.playbook import Process
from store.records import Say
from store.words import LANGUAGES, pick, tell
from tests.process.playbook_small import SLIPS, SMALL


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def only(says: list[Say]) -> Say:
    assert len(says) == 1, says
    return says[0]


def told(say: Say) -> list[str]:
    return [tell(pick(lang), say) for lang in LANGUAGES]


def test_the_small_playbook_is_good(file: Path) -> None:
    file.write_text(SMALL, "utf-8")

    assert playbook.check(file) == []
    assert playbook.load(file).id == "small"


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_gives_one_sentence_with_file_and_key(file: Path, slip: str) -> None:
    old, new, sentence, key = SLIPS[slip]
    assert SMALL.count(old) == 1
    file.write_text(SMALL.replace(old, new), "utf-8")

    say = only(playbook.check(file))

    assert (say.id, say.args["file"], say.args.get("key")) == (f"playbook_{sentence}", str(file), key)
    for text in told(say):
        assert str(file) in text
        assert key is None or key in text
        assert text.isprintable()


# What cannot be read at all: what stands in the file, the sentence.
UNREADABLE = {
    "nothing": (b"", "file_empty"),
    "blanks": (b"  \n\t\r\n", "file_empty"),
    "Chinese in GBK": ('zh = "流程"'.encode("gbk"), "file_encoding"),
    "UTF-16 as Windows writes it": (SMALL.encode("utf-16"), "file_encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_encoding"),
    "a text that is no TOML": (b"dear reader,\nthis is a letter", "toml"),
    "a list left open": (b"a = 1\nb = [1, 2\n", "toml"),
    "a text left open": (b'a = "1\n', "toml"),
    "a control character": (b'a = "\x1b[31m"\n', "toml"),
    "a number of ten thousand digits": (b"a = " + b"1" * 10_000, "toml"),
    "a key twice": (b"a = 1\na = 2\n", "toml_twice"),
    "a table twice": (b"[a]\n[b]\n[a]\n", "toml_twice"),
    "a thousand lists in one another": (b"a = " + b"[" * 5_000 + b"]" * 5_000, "toml_deep"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_is_no_playbook_at_all_gives_one_sentence(file: Path, what: str) -> None:
    data, sentence = UNREADABLE[what]
    file.write_bytes(data)

    say = only(playbook.check(file))

    assert (say.id, say.args["file"]) == (f"playbook_{sentence}", str(file))
    assert all(str(file) in text and text.isprintable() for text in told(say))


@pytest.mark.parametrize(("line", "column", "text"), [(1, 1, "??"), (3, 5, "a = ??")])
def test_a_slip_of_writing_is_found_by_line_and_column(file: Path, line: int, column: int, text: str) -> None:
    file.write_bytes(b"\r\n" * (line - 1) + text.encode())

    say = only(playbook.check(file))

    assert (say.args["line"], say.args["column"], say.args["text"]) == (line, column, text)


def test_a_line_that_is_not_utf_8_is_named(file: Path) -> None:
    file.write_bytes(SMALL.encode().replace("成交".encode(), "成交".encode("gbk")))

    assert only(playbook.check(file)).args["line"] == SMALL[: SMALL.index("成交")].count("\n") + 1


def test_the_mark_that_windows_puts_first_does_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert playbook.check(file) == []


def test_a_missing_file_a_folder_and_a_device_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    asked = [
        tmp_path / "none.toml",
        tmp_path,
        tmp_path / "pipe",
        Path("/dev/zero"),
        tmp_path / "\0",
        tmp_path / ("a" * 300),
    ]

    says = [only(playbook.check(path)) for path in asked]

    assert [say.id.removeprefix("playbook_file_") for say in says] == [
        "missing", "not_file", "not_file", "not_file", "unreadable", "unreadable",
    ]  # fmt: skip
    assert all(told(say) for say in says)


def test_a_file_too_large_is_not_even_read(file: Path) -> None:
    with file.open("wb") as out:
        out.truncate(3 * 10**9)

    assert only(playbook.check(file)).id == "playbook_file_large"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_nobody_may_read_is_told(file: Path) -> None:
    file.write_text(SMALL, "utf-8")
    file.chmod(0)

    assert only(playbook.check(file)).id == "playbook_file_unreadable"


def test_a_stage_may_be_empty_but_there_must_be_one(file: Path) -> None:
    stages = SMALL[SMALL.index("[[stages]]") : SMALL.index("[[forms]]")]
    text = SMALL.replace(stages, "").replace("[settings]", "stages = []\n[settings]")
    file.write_text(text, "utf-8")

    assert [say.args["key"] for say in playbook.check(file) if say.id == "playbook_list_empty"] == ["stages"]


def test_every_slip_is_told_at_once(file: Path) -> None:
    file.write_text(SMALL.replace('who = "rep"', 'who = "chef"').replace("weight = 60", "weight = 50"), "utf-8")

    keys = [say.args["key"] for say in playbook.check(file)]

    assert keys == ["forms.quote", "cadences.grade_a.who", "cadences.visits.who", "cadences.greeting.who",
                    "obligations.thanks.who"]  # fmt: skip


def test_a_file_with_a_thousand_slips_is_told_of_a_hundred(file: Path) -> None:
    file.write_text(SMALL + "".join(f"x{number} = 2026-01-01\n" for number in range(1_000)), "utf-8")

    assert len(playbook.check(file)) == 100


def test_loading_refuses_with_all_problems(file: Path) -> None:
    file.write_text(SMALL.replace("weight = 60", "weight = 50").replace('roll = "next"', 'roll = "later"'), "utf-8")

    with pytest.raises(BadInput) as caught:
        playbook.load(file)

    args = caught.value.say.args
    assert caught.value.exit_code == 2
    assert caught.value.say.id == "playbook_wrong"
    assert (args["file"], args["count"], args["problems"]) == (str(file), 2, playbook.check(file))
    assert all(str(file) in text for text in told(caught.value.say))


def test_a_value_shown_cannot_steer_the_terminal(file: Path) -> None:
    file.write_text(SMALL.replace('roll = "next"', 'roll = "\\u001b]0;pwn"\n"\\u001b[2J" = 1'), "utf-8")

    says = playbook.check(file)

    assert {say.id for say in says} == {"playbook_unclean"}
    assert all(text.isprintable() for say in says for text in told(say))


def test_names_nearest_to_the_one_meant_are_offered(file: Path) -> None:
    file.write_text(SMALL.replace('on = "first_contact"', 'on = "first_contakt"'), "utf-8")

    known = only(playbook.check(file)).args["known"]

    assert isinstance(known, list)
    assert known[0] == "first_contact"
    assert known[-1] == "…"


ODD = [
    0,
    -1,
    1.5,
    True,
    "",
    "x",
    "a:b",
    "form:quote.none.deep",
    "@",
    "[",
    [],
    [[]],
    [1],
    ["x"],
    {},
    {"x": 1},
    {"id": "y"},
]


def leaves(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The place of everything within a value, lists and tables too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, one in inner for place in [(*at, key), *leaves(one, (*at, key))]]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_odd_anywhere_is_a_traceback(file: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Any value, list or table replaced by an odd one, or left out: sentences that can be told, or a good playbook."""
    file.write_text(SMALL, "utf-8")
    chance = random.Random(seed)  # noqa: S311  # no secret: the same odd values every time
    good = tomllib.loads(SMALL)
    places = leaves(good)
    for _ in range(100):
        raw = copy.deepcopy(good)
        *way, last = chance.choice(places)
        inner: Any = raw
        for key in way:
            inner = inner[key]
        odd = chance.choice([*ODD, None])
        if odd is None:
            del inner[last]
        else:
            inner[last] = copy.deepcopy(odd)
        monkeypatch.setattr(tomllib, "loads", lambda text, raw=raw: raw)

        says = playbook.check(file)

        assert all(str(file) in text and text.isprintable() for say in says for text in told(say))
        if not says:
            assert Process.of(playbook.load(file)).forms
