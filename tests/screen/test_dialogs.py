"""Each dialog as a story: what a person asks for, gets, is refused, and never loses."""

from textual.widgets import Input

from store.book import Book
from tests.screen.conftest import Team


async def test_a_new_deal_of_a_known_customer(team: Team) -> None:
    async with team() as rep:
        await rep.goes_to_the_board()
        await rep.press("n")
        await rep.fills(customer="恒瑞", title="冷链监控", amount="１２０万", close="+3工作日")
        await rep.press("f2")
        deal = await rep.deal("冷链监控")
        assert (deal.customer_name, deal.amount, str(deal.close_on)) == ("恒瑞医药", 120_000_000, "2026-03-09")
        assert deal.owner == "li"
        assert rep.card.title == "冷链监控", "the cursor stands on the new deal"


async def test_a_new_deal_of_a_new_customer_takes_one_more_save(team: Team) -> None:
    async with team() as rep:
        await rep.press("n")
        await rep.fills(customer="比亚迪", title="电池线")
        await rep.press("f2")
        assert rep.dialog
        rep.sees("还没有客户“比亚迪”")
        await rep.press("f2")
        assert (await rep.deal("电池线")).customer_name == "比亚迪"


async def test_a_deal_for_an_ambiguous_customer_asks_which(team: Team) -> None:
    async with team() as rep:
        await rep.knows(lambda book: book.customers.add("宁德港务"))
        await rep.press("n")
        await rep.fills(customer="宁德", title="x")
        await rep.press("f2")
        rep.sees("对应多个", "宁德港务")


async def test_what_must_be_there_is_asked_for_and_what_is_wrong_keeps_the_typing(team: Team) -> None:
    async with team() as rep:
        await rep.press("n")
        await rep.fills(customer="恒瑞", amount="很多钱")
        await rep.press("f2")
        rep.sees("“商机”不能为空")
        await rep.fills(title="甲")
        await rep.press("f2")
        rep.sees("看不懂金额“很多钱”")
        assert rep.app.focused and rep.app.focused.id == "field-amount"
        await rep.fills(amount="-5")
        await rep.press("f2")
        rep.sees("金额不能是负数")
        await rep.fills(amount="5万")
        await rep.press("f2")
        assert (await rep.deal("甲")).amount == 5_000_000


async def test_enter_goes_from_field_to_field_and_saves_after_the_last(team: Team) -> None:
    async with team() as rep:
        await rep.goes_to_the_board()
        await rep.press("n")
        await rep.types("恒瑞医药")
        await rep.press("enter")
        await rep.types("乙")
        await rep.press("enter", "enter", "2", "enter", "enter")
        assert rep.dialog is None
        assert (await rep.deal("乙")).type == "old"


async def test_the_customers_name_is_completed(team: Team) -> None:
    async with team() as rep:
        await rep.goes_to_the_board()
        await rep.press("n", *"宁德")
        await rep.press("right")
        field = rep.app.focused
        assert isinstance(field, Input) and field.value == "宁德时代"


async def test_a_new_customer_with_its_first_contact(team: Team) -> None:
    async with team() as rep:
        await rep.press("N")
        await rep.fills(name="宁德时代", contact="吴涛", phone="0591-1234567", sector="电池")
        await rep.press("f2")
        rep.sees("已有同名客户 C-1")
        await rep.fills(name="蔚来")
        await rep.press("f2")
        customer = await rep.knows(lambda book: book.customers.by_name("蔚来"))
        assert customer.sector == "电池" and customer.owner == "li"
        contacts = await rep.knows(lambda book: book.contacts.list(customer.id))
        assert [one.name for one in contacts] == ["吴涛"]


async def test_a_new_contact_is_seen_on_the_page(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("enter", "C")
        await rep.fills(name="周敏", post="总工", role="5")
        await rep.press("f2")
        rep.sees("周敏", "总工", "技术")


async def test_a_touch_in_the_future_is_refused_and_the_note_kept(team: Team) -> None:
    async with team() as rep:
        await rep.press("a")
        await rep.fills(at="2026-03-05 10:00", kind="2", note="谈了预算")
        await rep.press("f2")
        assert rep.dialog
        rep.sees("还没到", "谈了预算")
        await rep.fills(at="昨天 15:00")
        await rep.press("f2")
        touch = (await rep.knows(lambda book: book.activities.list(book.customers.find("宁德").id)))[0]
        assert (touch.kind, touch.note, f"{touch.at:%m-%d %H:%M}") == ("visit", "谈了预算", "03-03 15:00")


async def test_back_takes_a_reason(team: Team) -> None:
    async with team() as rep:
        await rep.selects("备件合同")
        await rep.press("<")
        await rep.press("f2")
        rep.sees("不能为空")
        await rep.types("客户换人了")
        await rep.press("f2")
        assert (await rep.deal("备件合同")).stage == "seek"
        assert rep.card.title == "备件合同" and rep.stage == "seek"


async def test_the_first_stage_has_none_before_it(team: Team) -> None:
    async with team() as rep:
        await rep.selects("产线改造")
        await rep.press("<")
        assert rep.dialog is None and "第一个阶段" in rep.told


async def test_lost_for_a_reason_from_the_list(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("x", "1")
        await rep.types("贵了两成")
        await rep.press("enter")
        deal = await rep.deal("ERP 升级")
        assert (deal.state, deal.reason) == ("lost", "price")
        assert not await rep.knows(lambda book: book.views.locate(deal.id)), "a lost deal leaves the board"
        assert "已丢单" in rep.told and rep.card.title != "ERP 升级"


async def test_a_pause_has_a_date_within_bounds_and_ends(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("p")
        await rep.fills(until="2027-03-01", why="预算冻结")
        await rep.press("f2")
        rep.sees("最晚 2026-05-03", "预算冻结")
        await rep.fills(until="下周三")
        await rep.press("f2")
        deal = await rep.deal("ERP 升级")
        assert (deal.state, str(deal.wake_on)) == ("paused", "2026-03-11")
        await rep.press("/")
        await rep.types("ERP")
        await rep.press("enter")
        rep.sees("已暂停", "唤醒")
        await rep.press("r")
        assert (await rep.deal("ERP 升级")).state == "open"
        await rep.press("escape")
        assert rep.card.title == "ERP 升级"


async def test_won_stays_on_the_board(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("W")
        assert (await rep.deal("ERP 升级")).state == "won"
        assert rep.card.state == "won"
        await rep.press("W")
        assert "已赢单" in rep.told


async def test_a_tier_is_two_digits_and_moves_the_next_date(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("T", "1", "1")
        held = await rep.knows(lambda book: book.tiers.now(book.deals.find("ERP").id))
        assert held["heat"].tier == "hot"
        assert rep.card.tier == "hot" and "每周联系" in rep.told


async def test_why_says_how_the_date_came_about(team: Team) -> None:
    async with team() as rep:
        await rep.press("w")
        rep.sees("每周联系", "日期怎么来的")
        await rep.press("escape")
        assert rep.dialog is None


async def test_find_says_so_when_there_is_nothing(team: Team) -> None:
    async with team() as rep:
        await rep.press("/")
        await rep.types("没有这家")
        rep.sees("没有找到")
        await rep.press("enter")
        assert rep.dialog, "there is nothing to open"
        await rep.press("escape")
        assert rep.dialog is None


async def test_find_opens_what_the_cursor_stands_on(team: Team) -> None:
    async with team() as rep:
        await rep.press("/")
        await rep.types("恒瑞")
        await rep.press("down", "down", "enter")
        rep.sees("质检系统" if "质检系统" in rep.screen else "ERP 升级", "恒瑞医药")
        assert rep.app.screen.id and rep.app.screen.id.startswith("deal-")


async def test_the_palette_runs_an_action_by_its_name(team: Team) -> None:
    async with team() as rep:
        await rep.selects("质检系统")
        await rep.press(":")
        await rep.types("推进")
        await rep.press("enter")
        assert (await rep.deal("质检系统")).stage == "talk"


async def test_help_names_every_key_of_the_place(team: Team) -> None:
    async with team(size=(120, 60)) as rep:
        await rep.press("?")
        rep.sees("推动商机", "推进到下一阶段", "记录一次跟进", "退出")
        await rep.press("?")
        assert rep.dialog is None


async def test_an_edit_saves_what_was_changed_and_nothing_else(team: Team) -> None:
    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("e")
        await rep.fills(amount="50万", close="2026-04-01", note="两期")
        await rep.press("f2")
        deal = await rep.deal("ERP 升级")
        assert (deal.amount, str(deal.close_on), deal.note) == (50_000_000, "2026-04-01", "两期")
        assert rep.card.amount == 50_000_000


async def test_who_was_faster_on_the_same_field_is_told_and_other_fields_both_win(team: Team) -> None:
    def by_somebody_else(book: Book) -> None:
        with book.acting("chen"):
            book.deals.set(book.deals.find("ERP").id, {"amount": 1_00, "note": "韩的话"})

    async with team() as rep:
        await rep.selects("ERP")
        await rep.press("e")
        await rep.fills(amount="50万")
        await rep.knows(by_somebody_else)
        await rep.press("f2")
        deal = await rep.deal("ERP 升级")
        assert (deal.amount, deal.note) == (50_000_000, "韩的话")
        assert rep.dialog is None and "陈强" in rep.told


async def test_escape_changes_nothing(team: Team) -> None:
    async with team() as rep:
        before = await rep.knows(lambda book: book.generation)
        await rep.selects("ERP")
        for key in ("a", "c", "e", "n", "N", "C", "F", "T", "x", "p", "w", "?", ":", "/"):
            await rep.press(key)
            assert rep.dialog, key
            await rep.press("escape")
            assert rep.dialog is None, key
        assert await rep.knows(lambda book: book.generation) == before
