"""What is typed wrong is told in a sentence, in the reader's language, with the exit code of house.md."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("nonsense", "cmd_unknown"),
        ("deal nonsense", "cmd_unknown"),
        ("deal", "cmd_want_command"),
        ("deal show", "cmd_missing"),
        ("deal add --customer C-1", "cmd_missing"),
        ("deal show D-1 D-2", "cmd_extra"),
        ("deal list --nonsense", "cmd_option_unknown"),
        ("deal list --json=yes", "cmd_option_bare"),
        ("deal list --lang fr", "cmd_lang_unknown"),
        ("deal list --on nonsense", "cmd_on_unreadable"),
        ("deal list --on 2025-02-29", "cmd_on_unreadable"),
        ("deal list color:red", "cmd_filter_unknown"),
        ("deal list state:sleepy", "state_unknown"),
        ("deal list stage:sleepy", "stage_unknown"),
        ("deal set D-1 amount", "cmd_pair_wrong"),
        ("due --mine --team", "cmd_due_whose"),
        ("sign D-1 record", "cmd_approve_or_refuse"),
        ("customer set C-1 archived=maybe", "cmd_yes_or_no"),
        ("history --limit many", "cmd_number_unreadable"),
        ("process show nonsense", "playbook_unknown"),
        ("restore", "cmd_restore_which"),
        ("restore 99", "backup_unknown"),
        ("trash restore D-1", "ref_unknown"),
        ("history D-1 --verify", "cmd_extra"),
        ("form diff D-1 opportunity", "cmd_versions_one"),
        ("form versions D-1 opportunity --no 3", "form_no_entry"),
        ("override list --by nobody", "member_unknown"),
        ("deal reopen D-1", "cmd_missing"),
    ],
)
def test_what_is_typed_wrong_is_told_in_both_languages(cli: Any, command: str, problem: str) -> None:
    cli.do("customer add 恒瑞")
    cli.do("deal add --customer C-1 --title ERP")
    for lang in ("en", "zh"):
        answer = cli.speaking(lang)(command)
        assert answer.wrong == problem
        assert answer.err.strip() and "Traceback" not in answer.err
        assert (answer.json["error"]["text"] == answer.err.strip()) is True
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.err), answer.err


def test_without_json_stdout_stays_empty_when_something_is_wrong(cli: Any) -> None:
    answer = cli.text("deal show D-99")
    assert (answer.code, answer.out) == (2, "")
    assert "D-99" in answer.err


def test_an_option_without_its_value(run: Any) -> None:
    answer = run(["deal", "list", "--board"])
    assert answer.code == 2
    assert "--board" in answer.err and "FILE" in answer.err


def test_the_options_of_every_command_stand_before_and_after_it(cli: Any) -> None:
    cli.do("customer add 恒瑞")
    board = str(cli.board)
    for words in (
        ["--board", board, "--json", "customer", "list"],
        ["customer", "--board", board, "list", "--json"],
        ["customer", "list", f"--board={board}", "--json"],
    ):
        assert [one["name"] for one in cli.run(words).items] == ["恒瑞"]
    later = cli.run(
        ["--board", "/nowhere", "--lang", "en", "customer", "list", "--lang", "zh", "--board", "/elsewhere"]
    )
    assert later.code == 3
    assert "/elsewhere" in later.err and "找不到" in later.err


def test_no_board_says_what_to_do(run: Any) -> None:
    answer = run(["due", "--lang", "zh", "--json"])
    assert answer.wrong == "cmd_no_board"
    assert "dealboard new" in answer.err


def test_the_board_alone_needs_a_board_and_a_terminal(run: Any, cli: Any) -> None:
    assert run([]).code == 2
    assert "dealboard new" in run(["--lang", "en"]).err
    answer = run(["--board", str(cli.board), "--lang", "zh"])
    assert answer.code == 2
    assert "终端" in answer.err


def test_settings_name_board_login_and_language(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBOARD_BOARD", str(cli.board))
    monkeypatch.setenv("DEALBOARD_AS", "han")
    monkeypatch.setenv("DEALBOARD_LANG", "zh")
    assert cli.run(["customer", "add", "恒瑞", "--json"]).item["owner"] == "han"
    assert "命令" in cli.run(["nonsense"]).err
    monkeypatch.setenv("DEALBOARD_LANG", "fr")
    assert cli.run(["customer", "list"]).code == 2


def test_a_time_for_now_may_be_a_date_or_a_time_with_or_without_offset(cli: Any) -> None:
    cli.do("customer add 恒瑞")
    for said, kept in (
        ("2025-10-09", "2025-10-09T09:00:00+08:00"),
        ("2025-10-09T16:30", "2025-10-09T16:30:00+08:00"),
        ("2025-10-09 16:30", "2025-10-09T16:30:00+08:00"),
        ("2025-10-09T08:30:00+00:00", "2025-10-09T16:30:00+08:00"),
        ("2025-10-09T08:30Z", "2025-10-09T16:30:00+08:00"),
    ):
        assert cli.at(said)("log C-1 call").item["at"].startswith(kept[:16])


def test_a_board_in_another_zone_begins_its_day_there(nowhere: Any) -> None:
    board = nowhere.at("2025-10-09")
    board.do(f"new {board.board} --zone America/New_York --currency USD")
    board.do("customer add Acme")
    assert board("log C-1 call").item["at"].startswith("2025-10-09T09:00")
    assert board("log C-1 call").item["at"].endswith("-04:00")


def test_reading_takes_no_member_writing_does(cli: Any) -> None:
    cli.do("customer add 恒瑞")
    stranger = cli.as_("nobody")
    assert len(stranger("customer list").items) == 1
    written = stranger("log C-1 call")
    assert written.wrong == "member_missing"
    assert "--as" in written.err
    assert stranger("due").code == 0
    assert stranger("due --mine").wrong == "member_missing"


def test_new_leaves_a_file_alone_that_is_there(nowhere: Any) -> None:
    nowhere.board.write_text("mine")
    answer = nowhere.text(f"new {nowhere.board}")
    assert answer.code == 2
    assert nowhere.board.read_text() == "mine"


@pytest.mark.parametrize("wish", ["--currency YUAN", "--zone Mars/Base", "--process nonsense", "--lang fr"])
def test_new_refuses_what_it_does_not_know(nowhere: Any, wish: str) -> None:
    assert nowhere.text(f"new {nowhere.board} {wish}").code == 2
    assert not nowhere.board.exists()


def test_new_takes_its_language_for_the_board_and_the_answer(nowhere: Any) -> None:
    answer = nowhere.speaking("zh").text(f"new {nowhere.board} --lang en --json")
    assert answer.item["lang"] == "en"


def test_a_file_that_is_no_board(nowhere: Any) -> None:
    for content, code in ((b"hello, this is text", 4), (b"", 4), (b"SQLite format 3\0" + b"\0" * 200, 4)):
        nowhere.board.write_bytes(content)
        answer = nowhere("deal list")
        assert answer.code == code
        assert answer.json["error"]["id"].startswith("board_")
        assert nowhere.board.read_bytes() == content


def test_a_board_of_a_newer_version_and_a_damaged_one(cli: Any) -> None:
    whole = cli.board.read_bytes()
    newer = bytearray(whole)
    newer[60:64] = (99).to_bytes(4, "big")
    cli.board.write_bytes(newer)
    answer = cli("deal list")
    assert (answer.code, answer.json["error"]["id"]) == (4, "board_newer")
    cli.board.write_bytes(whole[: len(whole) // 2])
    answer = cli("deal list")
    assert (answer.code, answer.json["error"]["id"]) == (4, "board_damaged")
    assert cli("doctor").code == 4


def test_a_board_that_is_not_there(nowhere: Any) -> None:
    answer = nowhere("deal list")
    assert (answer.code, answer.json["error"]["id"]) == (3, "board_missing")
    assert nowhere("doctor").code == 3


def test_a_folder_instead_of_a_file(nowhere: Any) -> None:
    nowhere.board.mkdir()
    answer = nowhere("deal list")
    assert answer.code in (2, 3, 4)
    assert "Traceback" not in answer.err


def test_stdout_is_utf8_in_the_c_locale_and_a_closed_pipe_is_silent(cli: Any) -> None:
    cli.do("customer add 恒瑞医药")
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "board", "--board", str(cli.board), "--as", "li", "customer", "list"]
    done = subprocess.run(words, env=env, capture_output=True, check=True)
    assert "恒瑞医药" in done.stdout.decode("utf-8")
    pipe = f"{shlex.join(words)} | true; exit ${{PIPESTATUS[0]}}"  # the reader has left long before the first line
    gone = subprocess.run(["bash", "-c", pipe], env=env, capture_output=True, check=False)
    assert (gone.returncode, gone.stderr) == (0, b"")


def test_bytes_that_are_no_text_come_in_harmless(cli: Any) -> None:
    words = [sys.executable, "-m", "board", "--board", str(cli.board), "--as", "li", "customer", "add", b"\xff\xfeAcme"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(words, env=env, capture_output=True, check=True)
    assert [one["name"] for one in cli("customer list").items] == ["Acme"]


@pytest.mark.parametrize(
    "command",
    [
        "deal list --board /",
        "new /",
        "import /",
        "export deals --to /",
        "doctor --board /",
        "backup --to /",
        "restore /",
    ],
)
def test_what_cannot_be_a_file_is_a_sentence(cli: Any, command: str) -> None:
    assert cli(command).wrong == "cmd_file_wrong"


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31", "1899-12-31T10:00"])
def test_now_lies_within_the_years_people_live_in(cli: Any, year: str) -> None:
    assert cli.at(year)("deal list").wrong == "cmd_on_unreadable"


def test_completion_knows_the_commands(cli: Any) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "_DEALBOARD_COMPLETE": "bash_complete"}
    env |= {"COMP_WORDS": "dealboard deal m", "COMP_CWORD": "2"}
    done = subprocess.run([sys.executable, "-m", "board"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["plain,move"]
