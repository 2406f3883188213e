"""The board's rows out of it, and the deals in again."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from board.commands import documents
from store.book import Book
from store.exchange import export, presets, reading
from store.exchange.apply import Outcome, apply
from store.exchange.plan import plan
from store.problems import BadInput
from store.process.playbook import Playbook
from store.records import Deal, Scope
from store.words import pick


@pytest.fixture
def full(book: Book) -> Book:
    """A board with a deal in each state, texts that Excel would run, several lines of note."""
    acme = book.customers.add('=HYPERLINK("http://x")', sector="制造", note="一\n二")
    other = book.customers.add("恒瑞, “ERP”")
    book.contacts.add(acme.id, "王工", phone="+8613900000000", role="technical")
    book.members.add("ada", "Ada Brook", ["rep"])
    kinds = [one.id for one in book.process.deal_types]
    types = {"type": kinds[0]}
    first = book.deals.add(
        acme.id, "-2+3 cmd", amount=123_456, owner="ada", note="甲\n乙", close_on=book.today(), **types
    )
    book.deals.add(other.id, "二期")
    lost = book.deals.add(other.id, "三期", stage=book.process.stages[2].id)
    book.deals.lose(lost.id, book.process.lost_reasons[0].id)
    paused = book.deals.add(other.id, "四期")
    book.deals.pause(paused.id, book.today().replace(day=28), "等预算")
    book.deals.put("old:1", {"customer": other.id, "title": "五期", "stage": book.process.stages[-1].id, "state": "won",
                             "signed_on": book.today(), "closed_on": book.today(), "owner": "ada"})  # fmt: skip
    book.activities.log(acme.id, book.process.activities[0].id, [first.id], note="谈了")
    return book


def table(book: Book, what: str, lang: str, scope: Scope = export.ALL) -> list[list[str]]:
    out = io.StringIO(newline="")
    count = export.write_csv(book, what, out, pick(lang), scope)
    rows = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert len(rows) == count + 1
    return rows


def test_deals_in_words(full: Book) -> None:
    header, first, *rest = table(full, "deals", "zh")
    row = dict(zip(header, first, strict=True))
    assert row["编号"] == "D-1"
    assert row["商机名称"] == "'-2+3 cmd"
    assert row["客户名称"] == '\'=HYPERLINK("http://x")'
    assert (row["金额"], row["币种"], row["备注"]) == ("1234.56", "CNY", "甲\n乙")
    assert row["阶段"] == full.process.stages[0].zh
    assert [dict(zip(header, one, strict=True))["状态"] for one in rest] == ["进行中", "已丢单", "已暂停", "已赢单"]
    english = dict(zip(*table(full, "deals", "en")[:2], strict=True))
    assert (english["Stage"], english["State"], english["dealboard id"]) == (
        full.process.stages[0].en, "open", row["dealboard id"],
    )  # fmt: skip


def test_a_scope_chooses(full: Book) -> None:
    assert len(table(full, "deals", "zh", Scope(owner="ada"))) == 1 + 2
    assert len(table(full, "deals", "zh", Scope(state="lost"))) == 1 + 1


def test_everything_else(full: Book) -> None:
    assert len(table(full, "customers", "zh")) == 1 + 2
    assert "+8613900000000" in table(full, "contacts", "en")[1]
    touch = dict(zip(*table(full, "activities", "zh"), strict=True))
    assert (touch["商机编号"], touch["备注"], touch["方式"]) == ("D-1", "谈了", full.process.activities[0].zh)
    history = table(full, "history", "zh")
    assert [int(one[0]) for one in history[1:]] == sorted(int(one[0]) for one in history[1:])
    assert len(history) == len(full.history.list("", -1)) + 1
    for what in export.names():
        for lang in ("zh", "en"):
            assert len(set(table(full, what, lang)[0])) == len(table(full, what, lang)[0])


def test_json_is_one_document_with_the_names_of_the_command_line(full: Book) -> None:
    out = io.StringIO()
    assert export.write_json(full, "deals", out) == 5
    first = json.loads(out.getvalue())["items"][0]
    assert (first["ref"], first["amount"], first["title"], first["close"]) == (
        "D-1",
        "1234.56",
        "-2+3 cmd",
        "2026-03-04",
    )
    deal, customer = full.deals.list(Scope())[0], full.customers.list()[0]
    shown = {"origin"}
    assert first.keys() - shown <= documents.deal(full, deal).keys()
    assert next(export.customers(full)).keys() <= documents.customer(full, customer).keys()
    assert next(export.contacts(full)).keys() <= documents.contact(full.contacts.list(customer.id)[0], customer).keys()
    for what in export.names():
        out = io.StringIO()
        assert export.write_json(full, what, out) == len(json.loads(out.getvalue())["items"])


def test_a_file_is_there_whole_or_not_at_all(full: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    assert export.save(full, "deals", path, pick("zh")) == 5
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert export.save(full, "deals", tmp_path / "out.json", pick("zh")) == 5
    assert json.loads((tmp_path / "out.json").read_bytes())["items"]
    before = path.read_bytes()
    monkeypatch.setattr(export, "_tiers", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export.save(full, "deals", path, pick("zh"))
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".out*"))


def test_it_never_writes_over_the_board_and_says_why_it_cannot(full: Book, tmp_path: Path) -> None:
    before = full.path.read_bytes()
    for path, what, say in [
        (full.path, "deals", "export_board"),
        (tmp_path / "gone" / "out.csv", "deals", "export_unwritable"),
        (tmp_path / "out.csv", "cards", "export_unknown"),
    ]:
        with pytest.raises(BadInput) as refused:
            export.save(full, what, path, pick("zh"))
        assert refused.value.say.id == say
    assert full.path.read_bytes() == before


def brought(book: Book, path: Path) -> Outcome:
    read = reading.read_table(path)
    preset = presets.sniff(read.columns)
    assert preset.id == "dealboard"
    return apply(book, plan(read, preset, {}, book.process, book.meta, book.today()))


def facts(one: Deal) -> dict[str, object]:
    """A deal without what is a board's own: ids, numbers, version."""
    own = {"id", "no", "customer", "ext", "rev", "resumed_on"}
    return {field: value for field, value in one._asdict().items() if field not in own}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_export_makes_the_same_deals_on_another_board(
    full: Book, tmp_path: Path, lang: str, default_playbook: Playbook, clock: Callable[[], datetime]
) -> None:
    path = tmp_path / "out.csv"
    export.save(full, "deals", path, pick(lang))
    other = Book.create(tmp_path / "other.deals", playbook=default_playbook, login="li", clock=clock)
    assert brought(other, path).created == 5
    assert list(map(facts, other.deals.list(Scope()))) == list(map(facts, full.deals.list(Scope())))
    assert brought(other, path).unchanged == 5
    other.close()


def test_our_own_export_changes_fields_but_never_moves_a_deal_of_its_own_board(full: Book, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    export.save(full, "deals", path, pick("zh"))
    assert brought(full, path).unchanged == 5
    text = path.read_text("utf-8-sig")
    stages = full.process.stages
    path.write_text(
        text.replace("二期", "二期甲").replace(f",{stages[0].zh},进行中", f",{stages[4].zh},进行中"), "utf-8-sig"
    )
    outcome = brought(full, path)
    assert (outcome.created, outcome.updated, outcome.kept) == (0, 1, 2)
    assert [one.title for one in full.deals.list(Scope())][1] == "二期甲"
    assert full.deals.list(Scope())[1].stage == stages[0].id
