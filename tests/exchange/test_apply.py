"""A plan carried out on a real board: made, updated, left alone; one commit or nothing."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from store.book import Book
from store.exchange import presets, reading
from store.exchange.apply import Outcome, apply
from store.exchange.plan import plan
from store.problems import BadInput
from store.records import Deal, Scope
from store.words import pick, tell
from tests.exchange.conftest import TextFile
from tests.exchange.lookalike import Made

CRM = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
ROWS = CRM + (
    "A1,Ada Brook,GTXPro,Acme,Won,10/20/2016,3/1/2017,4514\n"
    "A2,Ada Brook,Pump,acme ,Lost,10/25/2016,3/11/2017,0\n"
    "A3,Ben Dyer,Pump,,Engaging,11/2/2016,,\n"
    "A4,Ben Dyer,gtx pro,ＡＣＭＥ,Prospecting,,,\n"
)


def bring(
    book: Book, path: Path, *, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> Outcome:
    table = reading.read_table(path)
    made = plan(table, presets.sniff(table.columns), {}, book.process, book.meta, book.today())
    return apply(book, made, progress=progress, dry_run=dry_run)


def deal(book: Book, ext: str) -> Deal:
    (found,) = [one for one in book.deals.list(Scope()) if one.ext == ext]
    return found


def test_links_are_found_or_made(book: Book, text_file: TextFile) -> None:
    there = book.customers.add("ACME", sector="steel")
    book.members.add("ben", "Ben Dyer", ["rep"])
    outcome = bring(book, text_file(ROWS))
    assert outcome == Outcome(created=4, updated=0, unchanged=0, kept=0, skipped=0, customers=1, members=1, problems=())
    assert [one.name for one in book.customers.list()] == ["ACME", "未注明客户"]
    assert {one.login for one in book.members.list()} == {"li", "ben", "ada.brook"}
    won = deal(book, "maven-crm:A1")
    assert (won.customer, won.owner, won.title, won.product) == (there.id, "ada.brook", "GTX Pro", "GTX Pro")
    assert (won.state, won.live, won.stage, won.amount) == ("won", False, "care", 451_400)
    assert won.signed_on == won.closed_on == date(2017, 3, 1)
    assert (won.created_on, won.entered_on) == (date(2016, 10, 20), date(2017, 3, 1))
    lost = deal(book, "maven-crm:A2")
    assert (lost.state, lost.live, lost.stage, lost.reason) == ("lost", False, "needs", "other")
    engaging = deal(book, "maven-crm:A3")
    assert (engaging.state, engaging.live, engaging.stage) == ("open", True, "needs")
    assert (engaging.owner, engaging.customer_name) == ("ben", "未注明客户")
    assert deal(book, "maven-crm:A4").created_on == book.today()


def test_the_same_file_again_changes_nothing_and_writes_nothing(book: Book, text_file: TextFile) -> None:
    path = text_file(ROWS)
    bring(book, path)
    before, history = book.generation, book.history.list("", -1)
    again = bring(book, path)
    assert (again.created, again.updated, again.unchanged, again.customers, again.members) == (0, 0, 4, 0, 0)
    assert book.generation == before
    assert book.history.list("", -1) == history


def test_it_changes_nothing_on_a_later_day_either(
    tmp_path: Path, book: Book, text_file: TextFile, clock: Callable[[], datetime]
) -> None:
    path = text_file(ROWS + "A5,Ben Dyer,Pump,Acme,Lost,,,\n")
    bring(book, path)
    book.close()
    later = Book.open(book.path, login="li", clock=lambda: clock().replace(month=9))
    assert bring(later, path).unchanged == 5
    later.close()


def test_a_later_export_updates_what_changed(book: Book, text_file: TextFile) -> None:
    bring(book, text_file(ROWS))
    later = ROWS.replace("Engaging,11/2/2016,,\n", "Won,11/2/2016,12/2/2016,900\n").replace(
        "A2,Ada Brook", "A2,Cleo Carver"
    )
    outcome = bring(book, text_file(later))
    assert (outcome.created, outcome.updated, outcome.unchanged, outcome.members) == (0, 2, 2, 1)
    won = deal(book, "maven-crm:A3")
    assert (won.state, won.live, won.stage, won.amount, won.closed_on) == (
        "won",
        False,
        "care",
        90_000,
        date(2016, 12, 2),
    )
    lost = deal(book, "maven-crm:A2")
    assert (lost.owner, lost.state, lost.live) == ("cleo.carver", "lost", False)
    changed = {line.field for line in book.history.list(won.id, -1) if line.action == "import" and line.field}
    assert {"stage", "state", "amount", "closed_on"} <= changed


def test_what_the_team_changed_stays_while_the_file_says_the_same(book: Book, text_file: TextFile) -> None:
    path = text_file(ROWS)
    bring(book, path)
    mine = deal(book, "maven-crm:A3")
    book.deals.set(mine.id, {"title": "Pump for the yard", "amount": 7})
    book.deals.back(mine.id, why="not yet")
    book.deals.lose(deal(book, "maven-crm:A4").id, "price")
    again = bring(book, path)
    assert (again.updated, again.unchanged, again.kept) == (0, 4, 2)
    kept = book.deals.get(mine.id)
    assert (kept.title, kept.amount, kept.stage) == ("Pump for the yard", 7, "lead")
    assert deal(book, "maven-crm:A4").state == "lost"
    newer = bring(
        book,
        text_file(
            ROWS.replace("A3,Ben Dyer,Pump,,Engaging,11/2/2016,,", "A3,Ben Dyer,Valve,,Won,11/2/2016,1/5/2017,12")
        ),
    )
    assert newer.updated == 1
    taken = book.deals.get(mine.id)
    assert (taken.title, taken.state, taken.amount) == ("Valve", "won", 1200)


def test_the_boards_own_spelling_of_a_product_stays(book: Book, text_file: TextFile) -> None:
    bring(book, text_file("编号,商机,客户,产品\n1,甲,某某,Pump 300\n"))
    bring(book, text_file("编号,商机,客户,产品\n1,甲,某某,pump300\n2,乙,某某,ＰＵＭＰ300\n"))
    assert {one.product for one in book.deals.list(Scope())} == {"Pump 300"}


def test_blank_cells_say_nothing(book: Book, text_file: TextFile) -> None:
    bring(book, text_file("编号,商机,客户,金额,阶段,备注\n1,甲,某某,5万,谈判,第一版\n"))
    assert bring(book, text_file("编号,商机,客户,金额,阶段,备注\n1,甲,某某,,,\n")).unchanged == 1
    (one,) = book.deals.list(Scope())
    assert (one.amount, one.stage, one.note) == (5_000_000, "negotiation", "第一版")


def test_lists_of_customers_fill_what_is_blank(book: Book, text_file: TextFile) -> None:
    book.customers.add("某某", sector="制造")
    path = text_file("客户名称,联系人,手机,客户行业,来源,归属人\n某 某,王工,139,零售,展会,韩梅梅\n新客,,,,,\n")
    assert (bring(book, path).customers, bring(book, path).customers) == (1, 0)
    known, new = book.customers.list()
    assert (known.name, known.sector, known.source, known.owner) == ("某某", "制造", "展会", "li")
    assert new.name == "新客"
    assert [(one.name, one.phone) for one in book.contacts.list(known.id)] == [("王工", "139")]


def test_two_people_whose_names_make_one_login(book: Book, text_file: TextFile) -> None:
    book.members.add("li.lei", "李磊", ["rep"])
    bring(book, text_file("商机,客户,负责人\n甲,某某,李雷\n乙,某某,李磊\n"))
    assert {one.title: one.owner for one in book.deals.list(Scope())} == {"甲": "li.lei2", "乙": "li.lei"}


def test_a_dry_run_counts_and_writes_nothing(book: Book, text_file: TextFile) -> None:
    path, before = text_file(ROWS), book.generation
    dry = bring(book, path, dry_run=True)
    assert (book.generation, book.deals.list(Scope()), book.customers.list()) == (before, [], [])
    assert bring(book, path) == dry
    assert bring(book, path, dry_run=True).unchanged == 4


def test_a_row_the_board_refuses_costs_that_row_only(
    book: Book, text_file: TextFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = book.deals.put

    def picky(ext: str, row: dict[str, object]) -> tuple[str, Deal]:
        if ext.endswith("A2"):
            raise BadInput("amount_negative", text="-1")
        return put(ext, row)

    monkeypatch.setattr(book.deals, "put", picky)
    outcome = bring(book, text_file(ROWS))
    assert outcome.created == 3
    assert [(one.line, one.say.id) for one in outcome.problems] == [(3, "amount_negative")]
    assert tell(pick("en"), outcome.say).startswith("Deals: 3 created, 0 updated, 0 unchanged.")
    assert tell(pick("en"), outcome.say).endswith("Lines not taken: 1.")
    assert tell(pick("zh"), outcome._replace(kept=2).say).endswith("未能导入 1 行。保留看板上改动的商机：2。")


def test_progress_is_told_to_the_end(book: Book, text_file: TextFile) -> None:
    heard: list[tuple[int, int]] = []
    bring(book, text_file(ROWS), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(0, 4), (4, 4)]


def test_who_is_no_member_imports_nothing(book: Book, text_file: TextFile) -> None:
    stranger = Book.open(book.path, login="nobody")
    with pytest.raises(BadInput) as refused:
        bring(stranger, text_file(ROWS))
    assert refused.value.say.id == "member_missing"
    assert stranger.deals.list(Scope()) == []


def test_an_error_in_the_middle_leaves_the_board_as_it_was(book: Book, text_file: TextFile) -> None:
    before = book.path.read_bytes()

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(book, text_file(ROWS), progress=stop)
    assert book.path.read_bytes() == before
    assert (book.deals.list(Scope()), book.customers.list()) == ([], [])
    assert bring(book, text_file(ROWS)).created == 4


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from store.book import Book
    from store.exchange import apply, plan, presets, reading

    board, file = map(Path, sys.argv[1:])
    book = Book.open(board, login="li")
    table = reading.read_table(file)
    made = plan.plan(table, presets.sniff(table.columns), {}, book.process, book.meta, book.today())

    def die(done, total):
        if done > total // 2:
            os.kill(os.getpid(), signal.SIGKILL)

    apply.apply(book, made, progress=die)
"""


def test_a_process_killed_in_mid_import_leaves_nothing_half_imported(book: Book, crm_set: tuple[Path, Made]) -> None:
    before = book.path.read_bytes()
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(book.path), str(crm_set[0])]
    root = Path(__file__).resolve().parents[2]
    dead = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False, timeout=120)
    assert dead.returncode == -signal.SIGKILL
    assert book.path.read_bytes() == before
    again = Book.open(book.path, login="li")
    assert (again.deals.list(Scope()), again.customers.list()) == ([], [])
    book.customers.add("after")  # the board can be saved on: no lock of the dead is waited for
    assert [one.name for one in book.customers.list()] == ["after"]
    again.close()
