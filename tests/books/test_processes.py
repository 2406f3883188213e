"""The life of a board's process on real files: used, followed, refused, kept, exported and used elsewhere."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from store.book import Book
from store.exchange.export import names, write_csv
from store.problems import BadInput, Refused
from store.process import playbook
from store.process.playbook import Playbook
from store.records import Deal, Scope
from store.words import LANGUAGES, pick, tell
from tests.process.gate_facts import full

Clock = Callable[[], datetime]


def shipped(id: str) -> Playbook:
    return playbook.load(playbook.shipped_path(id))


def text(id: str) -> str:
    return playbook.shipped_path(id).read_text("utf-8")


@pytest.fixture
def made(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Book]]:
    """Makes a board of a shipped process with its text kept: chen leads, li sells."""
    books: list[Book] = []

    def make(id: str, name: str = "team") -> Book:
        path = tmp_path / f"{name}.board"
        books.append(Book.create(path, playbook=shipped(id), source=text(id), login="chen", name="陈强", clock=clock))
        if "rep" in [role.id for role in books[-1].process.roles]:
            books[-1].members.add("li", "李雷", ["rep"])
        return books[-1]

    yield make
    for book in books:
        book.close()


@pytest.fixture
def light(made: Callable[..., Book]) -> Book:
    return made("light")


@pytest.fixture
def full_one(made: Callable[..., Book]) -> Book:
    return made("default")


def edited(folder: Path, old: str, new: str, of: str = "light", name: str = "ours") -> tuple[Playbook, str]:
    """A shipped process with a piece of its text exchanged: loaded, and its text."""
    assert old in text(of)
    file = folder / f"{name}.toml"
    file.write_text(text(of).replace(old, new), "utf-8")
    return playbook.load(file), playbook.source(file)


def add(book: Book, stage: str = "", title: str = "产线改造") -> Deal:
    customer = book.customers.by_name("宁德启辰") or book.customers.add("宁德启辰")
    return book.deals.add(customer.id, title, stage=stage)


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    for lang in LANGUAGES:
        for reason in refused.value.reasons:
            assert "{" not in tell(pick(lang), reason.say)
    return [reason.id for reason in refused.value.reasons]


def said(says: tuple[object, ...]) -> list[str]:
    return [tell(pick("en"), say) for say in says]  # type: ignore[arg-type]


# --- versions, and the text given back


def test_a_new_board_has_its_first_version(light: Book, clock: Clock) -> None:
    (first,) = light.processes.list()
    assert (first.seq, first.id, first.version, first.by) == (1, "light", "1.0", "chen")
    assert first.since == clock()


@pytest.mark.parametrize("id", playbook.shipped())
def test_what_is_exported_is_the_file_that_was_used(made: Callable[..., Book], id: str) -> None:
    assert made(id).processes.export() == text(id)


def test_export_edit_check_use_here_and_elsewhere(light: Book, made: Callable[..., Book], tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(light.processes.export().replace('version = "1.0"', 'version = "1.1"  # 我们的'), "utf-8")
    assert playbook.check(file) == []
    ours, source = playbook.load(file), playbook.source(file)

    taken = light.processes.use(ours, source, why="试用一个月后")
    assert (taken.version.seq, taken.version.version, taken.version.why) == (2, "1.1", "试用一个月后")
    assert light.process.version == "1.1"
    assert light.processes.export() == source == file.read_text("utf-8")
    assert light.processes.export(1) == text("light")

    there = made("light", "other")
    file.write_text(light.processes.export(), "utf-8")
    there.processes.use(playbook.load(file), playbook.source(file))
    assert there.processes.export() == source


def test_the_text_of_a_shipped_process_needs_not_be_kept(tmp_path: Path, clock: Clock) -> None:
    book = Book.create(tmp_path / "b.board", playbook=shipped("toolbox"), login="chen", clock=clock)
    assert book.processes.export() == text("toolbox")
    book.close()


def test_a_text_that_was_not_kept_is_told(light: Book, tmp_path: Path) -> None:
    ours, _ = edited(tmp_path, 'en = "Light process"', 'en = "Our process"')
    light.processes.use(ours)
    with pytest.raises(BadInput) as told:
        light.processes.export()
    assert told.value.say.id == "process_no_source"
    with pytest.raises(BadInput) as told:
        light.processes.export(7)
    assert told.value.say.id == "process_version_unknown"
    assert tell(pick("zh"), told.value.say) == "看板没有第 7 版流程；有：1、2。"


def test_an_exported_text_steers_no_terminal(light: Book, tmp_path: Path) -> None:
    ours, source = edited(tmp_path, "schema = 1\n", "schema = 1  # owned\u202e\u2066   \r\n")
    light.processes.use(ours, source)
    assert light.processes.export() == text("light").replace("schema = 1\n", "schema = 1  # owned\n")


# --- refused


def test_a_stage_that_holds_deals_cannot_go(full_one: Book) -> None:
    for number in range(6):
        add(full_one, "negotiation", f"单{number}")
    paused = add(full_one, "negotiation", "停")
    full_one.deals.pause(paused.id, date(2026, 4, 1), "预算")
    add(full_one, "needs")
    before = full_one.path.read_bytes()
    with pytest.raises(Refused) as told:
        full_one.processes.use(shipped("light"), text("light"))
    assert reasons(told) == ["process_stage_held"]
    say = told.value.reasons[0].say
    assert tell(pick("en"), say) == (
        "The new process has no stage “Negotiation”, and deals stand there: 7 (D-1, D-2, D-3, D-4, D-5, …). "
        "Move or close them first."
    )
    assert full_one.path.read_bytes() == before
    assert full_one.process.id == "default"


def test_each_stage_is_a_reason_of_its_own(made: Callable[..., Book]) -> None:
    book = made("toolbox")
    for stage in book.process.stages:
        add(book, stage.id, stage.en)
    with pytest.raises(Refused) as told:
        book.processes.use(shipped("light"))
    gone = [stage.id for stage in book.process.stages if stage.id not in [one.id for one in shipped("light").stages]]
    assert sorted(reason.goto for reason in told.value.reasons) == sorted(f"stage:{id}" for id in gone)


def test_once_its_deals_are_closed_a_stage_may_go_and_they_can_still_be_seen(full_one: Book, tmp_path: Path) -> None:
    lost = add(full_one, "negotiation")
    full_one.activities.log(lost.customer, "internal", [lost.id])  # a kind that the light process does not have
    form = full_one.process.form("loi")
    full_one.forms.fill(lost.id, form.id, full(form, full_one.process))
    full_one.deals.lose(lost.id, "credit")
    full_one.processes.use(shipped("light"), text("light"))

    process = full_one.process
    assert [stage.id for stage in process.stages] == [stage.id for stage in shipped("light").stages]
    assert process.stage("negotiation").label.en == "Negotiation"
    assert full_one.deals.get(lost.id).stage == "negotiation"
    told = [tell(pick("en"), event.say) for event in full_one.history.timeline(lost.id)]
    assert any("Inner meeting" in one for one in told)
    assert any("Letter of intent" in one for one in told)
    with pytest.raises(BadInput, match="stage_unknown"):
        add(full_one, "negotiation")
    # and two versions later too, neither of which had it
    full_one.processes.use(*edited(tmp_path, "schema = 1\n", "schema = 1 # ours\n"))
    full_one.processes.use(shipped("light"), text("light"))
    assert full_one.process.stage("negotiation").label.en == "Negotiation"
    assert [one.seq for one in full_one.processes.list()] == [1, 2, 3, 4]


def test_only_who_may_edit_processes_takes_one_into_use(light: Book, clock: Clock) -> None:
    book = Book.open(light.path, login="li", clock=clock)
    with pytest.raises(Refused) as told:
        book.processes.use(shipped("default"))
    assert reasons(told) == ["process_not_allowed"]
    book.close()


def test_the_same_again_changes_nothing_but_a_remark_may(light: Book, tmp_path: Path) -> None:
    for source in ("", text("light")):
        with pytest.raises(Refused) as told:
            light.processes.use(shipped("light"), source)
        assert reasons(told) == ["process_same"]
    ours, source = edited(tmp_path, "schema = 1\n", "schema = 1  # ours\n")
    assert light.processes.use(ours, source).version.seq == 2


# --- open deals follow


def test_open_deals_follow_from_then_on_and_keep_what_is_ticked(light: Book) -> None:
    deal = add(light)
    score = light.process.form("screening_score")
    light.forms.fill(deal.id, score.id, full(score, light.process))
    light.deals.check(deal.id, "contact")
    light.activities.log(deal.customer, "thank_mail", [deal.id])
    ticked = {item.id for item, state in light.deals.checklist(deal.id) if state}
    assert ticked == {"score", "contact", "thank"}

    assert light.processes.use(shipped("default"), text("default")).deals == 1
    after = {item.id: state for item, state in light.deals.checklist(deal.id)}
    assert list(after) == [item.id for item in shipped("default").stages[0].items]
    assert {id for id, state in after.items() if state} == {"score", "contact", "thank"}
    assert after["contact"] is not None
    assert after["contact"].via == "hand"  # a form ticks it in the default; what was ticked stays ticked
    light.customers.set(deal.customer, {"note": "x"})
    light.deals.set(deal.id, {"note": "y"})
    assert {item.id for item, state in light.deals.checklist(deal.id) if state} == {"score", "contact", "thank"}


def test_a_new_item_is_asked_for_in_the_present_stage_and_not_in_a_past_one(light: Book, tmp_path: Path) -> None:
    here, past = add(light, "lead"), add(light, "needs", "老单")
    missing = [reason.goto for reason in light.deals.gate(past.id)]
    line = '  { id = "score", '
    new = '  { id = "site", zh = "看现场", en = "Visit", req = true, by = "tick", who = ["rep"], designed = true },\n'
    light.processes.use(*edited(tmp_path, line, new + line))
    assert "item:site" in [reason.goto for reason in light.deals.gate(here.id)]
    assert [reason.goto for reason in light.deals.gate(past.id)] == missing


def test_an_item_ticked_by_another_rule_stays_ticked_and_one_that_is_gone_stays_on_record(
    light: Book, tmp_path: Path
) -> None:
    deal = add(light)
    light.activities.log(deal.customer, "thank_mail", [deal.id])
    light.processes.use(*edited(tmp_path, 'by = "activity:thank_mail", who', 'by = "form:layer", who'))
    light.deals.set(deal.id, {"note": "y"})
    assert [item.id for item, state in light.deals.checklist(deal.id) if state] == ["thank"]

    thank = next(line for line in text("light").splitlines() if line.startswith('  { id = "thank", '))
    light.processes.use(*edited(tmp_path, thank, ""))
    light.deals.set(deal.id, {"note": "z"})
    assert [item.id for item, state in light.deals.checklist(deal.id) if state] == []
    light.processes.use(*edited(tmp_path, "schema = 1\n", "schema = 1 # again\n"))
    assert [item.id for item, state in light.deals.checklist(deal.id) if state] == ["thank"]


def test_an_item_that_ticks_itself_in_the_new_process_is_ticked_at_once(light: Book, tmp_path: Path) -> None:
    deal = add(light)
    light.activities.log(deal.customer, "call", [deal.id])
    light.processes.use(*edited(tmp_path, 'by = "activity:thank_mail", who', 'by = "activity:call", who'))
    assert [item.id for item, state in light.deals.checklist(deal.id) if state] == ["thank"]


def test_due_dates_follow(light: Book, tmp_path: Path) -> None:
    customer = light.customers.add("宁德启辰")
    light.tiers.set(customer.id, "customer", "A")
    (before,) = [one.due for one in light.due.of(customer.id) if one.rule == "cust_a"]
    new = edited(
        tmp_path,
        'tier = "A" }, rule = { kind = "interval", every = 7,',
        'tier = "A" }, rule = { kind = "interval", every = 14,',
    )
    light.processes.use(*new)
    (after,) = [one.due for one in light.due.of(customer.id) if one.rule == "cust_a"]
    assert after == before + timedelta(days=7)


# --- from any process to any other


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A board of a process on which everything was used once, and no deal stands any more."""
    folder = tmp_path_factory.mktemp("lived")

    def live(id: str) -> Path:
        path = folder / f"{id}.board"
        if not path.exists():
            book = Book.create(path, playbook=shipped(id), source=text(id), login="chen")
            book.members.add("chen", roles=[one.id for one in book.process.roles])
            book.batch(lambda: use_everything(book))
            book.close()
        return path

    return live


def use_everything(book: Book) -> None:
    process = book.process
    customer = book.customers.add("宁德启辰")
    deals = [book.deals.add(customer.id, stage.zh, stage=stage.id) for stage in process.stages]
    for scheme in process.tier_schemes:
        subject = deals[0] if scheme.subject == "deal" else customer
        book.tiers.set(subject.id, scheme.id, scheme.tiers[0].id)
    for kind in process.activities:
        book.activities.log(customer.id, kind.id, [deals[0].id])
    for form in process.forms:
        values = {
            name: value for name, value in full(form, process).items() if process.field(form.id, name).type != "deal"
        }
        book.forms.fill(customer.id if form.subject == "customer" else deals[0].id, form.id, values)
    for deal in deals:
        book.deals.lose(deal.id, process.lost_reasons[0].id)


@pytest.mark.parametrize("after", playbook.shipped())
@pytest.mark.parametrize("before", playbook.shipped())
def test_what_was_done_under_one_process_can_be_seen_under_any_other(
    lived: Callable[[str], Path], tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "team.board"
    path.write_bytes(lived(before).read_bytes())
    book = Book.open(path, login="chen")
    if before != after:
        book.processes.use(shipped(after), text(after))
    for deal in book.deals.list():
        assert book.process.stage(deal.stage).label
        assert book.history.timeline(deal.id)
        assert book.due.of(deal.customer) is not None
        for entry in [*book.forms.list(deal.id), *book.forms.list(deal.customer)]:
            form = book.process.form(entry.form)
            assert all(book.process.choices(field.choices) or not field.choices for field in form.fields)
            assert book.forms.missing(entry) is not None
    for what in names():
        assert write_csv(book, what, StringIO(), pick("zh")) > 0 or what == "contacts"
    assert book.views.columns()
    book.close()


# --- what is told


def test_tiers_that_are_gone_are_kept_and_told(light: Book) -> None:
    customer = light.customers.add("宁德启辰")
    light.tiers.set(customer.id, "customer", "A")
    taken = light.processes.use(shipped("sales-policy"))
    assert said(taken.told)[0] == (
        "The new process has no tier “Customer A, key”. Customers and deals in it: 1. They keep it, but no follow-up "
        "comes of it; grade them anew."
    )
    assert light.tiers.now(customer.id)["customer"].tier == "A"
    assert "cust_a" not in [one.rule for one in light.due.of(customer.id)]
    light.processes.use(shipped("light"))
    assert "cust_a" in [one.rule for one in light.due.of(customer.id)]


def test_roles_that_are_gone_are_told_and_somebody_can_still_edit(light: Book) -> None:
    taken = light.processes.use(shipped("negotiation-manual"), text("negotiation-manual"))
    known = {role.id for role in light.process.roles}
    told = said(taken.told)
    gone = [one for one in light.members.list() if not set(one.roles) <= known]
    assert sum("has none of these roles" in one for one in told) == len(gone) > 0
    assert set(light.members.get("chen").roles) & set(light.process.roles_with("playbook.edit"))
    assert any("was given the role" in one for one in told)
    light.processes.use(shipped("light"), text("light"))
    assert light.process.id == "light"


def test_history_tells_who_took_what_when_and_why(light: Book, clock: Clock) -> None:
    light.processes.use(shipped("default"), text("default"), why="团队变大")
    line = next(one for one in light.history.list() if one.entity == "meta")
    assert (line.action, line.old, line.new) == ("process", "light 1.0 (1)", "default 0.1.0 (2)")
    assert (line.by, line.at, line.why) == ("chen", clock(), "团队变大")
    second = light.processes.list()[1]
    assert (second.seq, second.id, second.by, second.since, second.why) == (2, "default", "chen", clock(), "团队变大")


# --- several at once, and half done


def test_in_a_batch_that_fails_nothing_of_it_stays(light: Book) -> None:
    def work() -> None:
        light.processes.use(shipped("default"), text("default"))
        assert light.process.id == "default"
        light.deals.get("nothing")

    with pytest.raises(BadInput, match="ref_unknown"):
        light.batch(work)
    assert light.process.id == "light"
    assert [one.seq for one in light.processes.list()] == [1]
    assert light.deals.list(Scope()) == []


SELLS = """
import sys
from datetime import datetime
from pathlib import Path
from store.book import Book
from store.problems import Problem
book = Book.open(Path(sys.argv[1]), login="li", clock=lambda: datetime.fromisoformat("2026-03-04T09:30:00+08:00"))
print(book.process.id, flush=True)
input()
try:
    book.deals.move(sys.argv[2])
except Problem as problem:
    print(*sorted(reason.goto for reason in problem.reasons))
print(book.process.id, len(book.process.stages))
"""


def test_who_has_the_board_open_follows_within_the_next_save(light: Book) -> None:
    deal = light.deals.add(light.customers.add("宁德启辰").id, "产线", owner="li")
    run = [sys.executable, "-c", SELLS, str(light.path), deal.id]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as other:
        assert other.stdout
        assert other.stdout.readline() == "light\n"
        light.processes.use(shipped("default"), text("default"))
        out, _ = other.communicate("\n", timeout=30)
    asked, after = out.splitlines()
    wanted = {f"item:{item.id}" for item in light.process.required("lead")}
    assert wanted <= set(asked.split())
    assert after == "light 6"  # nothing was saved, so what is shown is what it had; a refresh brings the new one
    assert light.process.id == "default"


USES = """
import sys
from pathlib import Path
from store.book import Book
from store.process import playbook
book = Book.open(Path(sys.argv[1]), login="chen")
path = playbook.shipped_path(sys.argv[2])
print(book.processes.use(playbook.load(path), playbook.source(path)).version.seq)
"""


def test_two_processes_take_one_after_the_other(light: Book) -> None:
    root = Path(__file__).resolve().parents[2]
    runs = [
        subprocess.Popen([sys.executable, "-c", USES, str(light.path), id], stdout=subprocess.PIPE, text=True, cwd=root)
        for id in ("default", "sales-guide")
    ]
    outs = [run.communicate(timeout=60)[0] for run in runs]
    assert sorted(outs) == ["2\n", "3\n"]
    assert light.refresh()
    last = light.processes.list()[-1]
    assert light.process.id == last.id
    assert light.processes.export() == text(last.id)
    assert {one.id for one in light.processes.list()} == {"light", "default", "sales-guide"}


# --- the whole way of a light deal


def test_a_light_deal_from_the_first_stage_to_completed(light: Book, clock: Clock) -> None:
    sells = Book.open(light.path, login="li", clock=clock)
    deal = add(sells)
    process = sells.process
    for stage in process.stages:
        assert sells.deals.get(deal.id).stage == stage.id
        with pytest.raises(Refused) as refused:
            sells.deals.move(deal.id)
        lacks = {reason.goto for reason in refused.value.reasons}
        assert lacks >= {f"item:{item.id}" for item in process.required(stage.id)} - {"item:handover"}
        for item in process.required(stage.id):
            kind, _, name = item.by.partition(":")
            form = process.form(name.partition(".")[0]) if kind in ("form", "field") else None
            if form:
                values = full(form, process)
                known = {"signed_on": values["signed_on"]} if kind == "field" else values
                sells.forms.fill(deal.customer if form.subject == "customer" else deal.id, form.id, known)
            elif kind == "activity":
                sells.activities.log(deal.customer, name, [deal.id])
            else:
                with pytest.raises(Refused):
                    sells.signoffs.sign(deal.id, name)  # never the owner
                light.refresh()
                light.signoffs.sign(deal.id, name)
                sells.refresh()
        if any(item.by.startswith("signoff:") for item in process.required(stage.id)):
            sells.deals.win(deal.id)
        sells.deals.move(deal.id)
    assert sells.deals.get(deal.id).state == "completed"
    sells.close()
