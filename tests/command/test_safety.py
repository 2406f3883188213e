"""Undo, old versions, the trash, and what a drive forgot, through the command line alone."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from board.commands.session import Session, outbox_of
from store.book import Book


@pytest.fixture
def team(cli: Any) -> Any:
    """A board with a customer, a contact, a touch and a deal."""
    cli.do("customer add 恒瑞医药")
    cli.do("contact add C-1 王总")
    cli.do("deal add --customer C-1 --title ERP --amount 100 --owner han")
    cli.do("log D-1 call")
    return cli


def amount(cli: Any) -> str:
    return str(cli("deal show D-1").item["amount"])


# --- undo


def test_undo_and_redo_say_what_they_did_in_both_languages(team: Any) -> None:
    before = amount(team)
    team.do("deal set D-1 amount=200")
    told = team.text("undo").ok.out
    assert told.startswith("Undone: D-1 ") and "¥200" in told
    assert amount(team) == before
    assert team.speaking("zh").text("undo --redo").ok.out.startswith("已重做：D-1 ")
    assert amount(team) != before
    assert team("undo --redo").refused == ["redo_nothing"]


def test_the_list_of_undo_changes_nothing(team: Any) -> None:
    team.do("deal set D-1 amount=200")
    team.do("deal set D-1 amount=300")
    team.do("undo")
    written = team.board.read_bytes()
    items = team("undo --list").items
    assert [one["do"] for one in items] == ["undo", "redo"]
    assert "200" in items[0]["what"][0]
    lines = team.text("undo --list").ok.out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["undo", "redo"]
    assert team.board.read_bytes() == written


def test_only_my_own_actions_are_undone(team: Any) -> None:
    han = team.as_("han")
    assert han("undo").refused == ["undo_nothing"]
    answer = han.text("undo --list").ok
    assert (answer.out, answer.err) == ("", "There is nothing to undo.\n")
    team.do("customer add 宁德 --field owner=han")
    han.do("customer set C-2 region=华东")
    team.do("customer set C-2 region=华南")
    assert han("undo").refused == ["undo_changed"]


# --- old versions


def test_a_backup_is_kept_for_good_and_put_back_by_its_name(team: Any) -> None:
    kept = Path(team("backup").item["file"])
    team.do("deal set D-1 amount=200")
    items = team("restore --list").items
    assert [one["no"] for one in items] == [*range(1, len(items) + 1)]
    assert [one["name"] for one in items if one["by_hand"]] == [kept.name]
    assert "kept for good" in team.text("restore --list").out
    done = team(f"restore {kept.name}").item
    assert (Path(done["file"]).name, done["damaged"]) == (kept.name, None)
    assert amount(team) == "100.00"
    assert team("restore 1").ok
    assert amount(team) == "200.00"


def test_a_backup_goes_to_a_file_and_comes_back_from_it(team: Any, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert team("backup --to", str(target)).item["file"] == str(target)
    assert team("backup --to", str(target)).wrong == "board_exists"
    assert team("backup --to", str(tmp_path / "none" / "x.db")).wrong == "board_no_folder"
    team.do("deal set D-1 amount=200")
    team.do("restore", str(target))
    assert amount(team) == "100.00"


def test_what_a_restore_took_away_does_not_come_back_though_this_computer_kept_it(team: Any, tmp_path: Path) -> None:
    team.do("backup --to", str(tmp_path / "copy.db"))
    team.do("customer add 宁德")
    team.at("2025-09-26T18:00").do("restore", str(tmp_path / "copy.db"))
    assert [one["name"] for one in team("customer list").items] == ["恒瑞医药"]
    assert team("undo").refused == ["undo_nothing"]


def test_a_damaged_board_and_a_missing_one_are_restored(team: Any) -> None:
    team.do("deal set D-1 note=x")
    team.board.chmod(0o600)
    team.board.write_bytes(team.board.read_bytes()[:5000])
    assert team("deal list").code == 4
    assert team("restore --list").items
    answer = team.text("restore 1").ok
    assert "damaged" in answer.err
    assert amount(team) == "100.00"
    team.board.unlink()
    assert team("deal list").code == 3
    team.do("restore 1")
    assert amount(team) == "100.00"


def test_what_cannot_be_restored_is_told(team: Any, nowhere: Any, tmp_path: Path) -> None:
    assert team("restore").wrong == "cmd_restore_which"
    assert team("restore 99").wrong == "backup_unknown"
    other = tmp_path / "other.board"
    team.do("new", str(other))
    assert team("restore", str(other)).wrong == "backup_other_board"
    empty = nowhere.run(["--board", str(other), "--lang", "en", "restore", "--list"])
    assert (empty.code, empty.out) == (0, "")
    assert "No backups yet" in empty.err


# --- history that somebody wrote into


def test_history_is_whole_until_somebody_writes_into_the_file(team: Any) -> None:
    whole = team("history --verify").item
    assert (whole["whole"], whole["seq"], whole["lines"]) == (True, None, team("history --limit 1").items[0]["seq"])
    assert team("history D-1 --verify").wrong == "cmd_extra"
    team.board.chmod(0o600)
    line = team("history D-1").items[-1]["seq"]
    with sqlite3.connect(team.board) as conn:
        conn.execute("update change set why = 'forged' where seq = ?", (line,))
    conn.close()
    broken = team("history --verify")
    assert broken.code == 4
    assert (broken.json["item"]["whole"], broken.json["item"]["seq"], broken.json["item"]["by"]) == (False, line, "li")
    assert team.text("history --verify").code == 4


# --- trash


def test_a_customer_goes_with_its_deals_and_comes_back_with_them(team: Any) -> None:
    assert team("trash put 恒瑞 --why 重复").item["ref"] == "C-1"
    assert team("deal list").items == [] and team("customer list").items == []
    assert [one["ref"] for one in team("trash list").items] == ["C-1", "D-1"]
    assert team("trash restore D-1").refused == ["trash_customer"]
    assert "C-1 恒瑞医药" in team.text("trash restore c1").ok.out
    assert [one["ref"] for one in team("deal list").items] == ["D-1"]
    assert team.text("trash list").ok.err == "The trash is empty.\n"
    assert "重复" in [one["why"] for one in team("history C-1").items]


def test_contacts_and_touches_go_by_id(team: Any) -> None:
    contact = team("contact list C-1").items[0]["id"]
    touch = team("log D-1 visit").item["id"]
    team.do(f"trash put {contact}")
    team.do(f"trash put {touch} --reason 'wrong customer'")
    assert [(one["kind"], one["id"]) for one in team("trash list").items] == [("activity", touch), ("contact", contact)]
    assert "Visit" in team.text("trash list").out
    assert "拜访" in team.speaking("zh").text("trash list").out
    assert team("trash restore 王总").item["id"] == contact
    team.do(f"trash restore {touch}")
    assert team("contact list C-1").items[0]["id"] == contact


def test_what_is_not_in_the_trash_is_told(team: Any) -> None:
    for command in ("trash put D-9", "trash put nonsense", "trash restore D-1", "trash restore 王"):
        assert team(command).wrong == "ref_unknown"
    for title in ("ERP a", "ERP b"):
        team.do(f"deal add --customer C-1 --title '{title}'")
        team.do(f"trash put '{title}'")
    assert team("trash restore ERP").wrong == "ref_ambiguous"
    assert team("trash restore 'erp B'").item["ref"] == "D-3"


# --- what others did meanwhile, and what the drive forgot


def test_the_save_of_a_colleague_that_met_mine_is_told(team: Any, capsys: pytest.CaptureFixture[str]) -> None:
    mine = Session(["--lang", "en"])
    for name, wish in (("board", str(team.board)), ("login", "li"), ("on", team.now)):
        mine.wish(name, wish)
    deal = mine.book.deals.find("D-1")
    other = Book.open(team.board, login="han", clock=mine.clock)
    other.deals.set(deal.id, {"title": "CRM"})
    other.close()
    mine.book.deals.set(deal.id, {"title": "ERP 2"}, rev=deal.rev)
    capsys.readouterr()
    mine.close()
    told = capsys.readouterr()
    assert told.out == ""
    assert "韩梅梅" in told.err and "CRM" in told.err and "ERP 2" in told.err


def test_a_save_that_the_drive_forgot_is_back_at_the_next_look_and_told_once(team: Any, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copy2(team.board, old)
    team.do("deal set D-1 amount=200")
    team.board.unlink()
    shutil.copy2(old, team.board)
    answer = team.text("deal show D-1").ok
    assert "¥200" in answer.out
    assert "forgotten 1 of your saves" in answer.err
    assert team.text("deal show D-1").ok.err == ""


def test_a_copy_of_the_board_that_is_looked_at_stays_as_it_is(team: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    team.do("backup --to", str(copy))
    team.do("deal set D-1 amount=200")
    written = copy.read_bytes()
    assert team("deal show D-1 --board", str(copy)).item["amount"] == "100.00"
    assert copy.read_bytes() == written
    assert outbox_of(copy) != outbox_of(team.board)
    assert outbox_of(team.board).is_relative_to(tmp_path), "tests keep off the person's own files"
