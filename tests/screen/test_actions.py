"""The table of actions: each has words, a deed and a place in the help; keys are given once; twins are plain."""

import pytest
from textual.keys import _character_to_key

from board import actions
from board.actions import ACTIONS, BOARD, DUE, EVERYWHERE, GROUPS, PAGE, Context
from board.screens.deeds import DEEDS
from store.problems import BadInput
from store.words import pick, tell


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_action_has_a_name_a_help_and_a_group(lang: str) -> None:
    words = pick(lang)
    for action in ACTIONS:
        assert tell(words, action.name) and tell(words, action.help), action.id
        assert action.group in GROUPS and getattr(words, f"help_group_{action.group}")


def test_every_action_has_a_deed_and_every_deed_is_called_for() -> None:
    ids = {action.id for action in ACTIONS}
    assert ids <= DEEDS.keys()
    assert DEEDS.keys() - ids == {"deal.drop", "item.mend", "event.read"}, "deeds that no key calls"


def test_our_own_keys_are_given_once_in_every_place() -> None:
    assert actions.keymap({}) == {action.id: action.keys for action in ACTIONS}


def test_the_foot_has_no_place_twice_and_help_last() -> None:
    for place in EVERYWHERE:
        shown = sorted((one for one in actions.at(place) if one.foot), key=lambda one: one.foot)
        assert len({one.foot for one in shown}) == len(shown)
        assert shown[-1].id == "help", "the last hint is the one that a narrow foot keeps"


def test_a_keymap_moves_keys_by_id() -> None:
    keys = actions.keymap({"deal.move": "M", "deal.new": "i"})
    assert keys["deal.move"] == ("M",) and keys["deal.new"] == ("i",) and keys["touch.log"] == ("a",)


def test_a_keymap_that_gives_a_key_twice_is_refused_by_name() -> None:
    with pytest.raises(BadInput) as refused:
        actions.keymap({"deal.move": "a"})
    assert refused.value.say.id == "act_key_twice"
    assert refused.value.say.args == {"key": "a", "actions": ["deal.move", "touch.log"]}


def test_the_same_key_in_places_that_never_meet_is_fine() -> None:
    assert "q" in actions.of("quit").keys and "q" in actions.of("page.close").keys
    assert not set(actions.of("quit").places) & {PAGE}


def test_a_keymap_of_an_unknown_action_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        actions.keymap({"deal.fly": "y"})
    assert refused.value.say.id == "act_key_unknown"


def test_nothing_essential_lies_on_keys_that_terminals_take() -> None:
    taken = {"ctrl+i", "ctrl+j", "ctrl+m", "ctrl+h", "ctrl+s", "ctrl+b", "ctrl+a", "shift+enter", "ctrl+enter"}
    for action in ACTIONS:
        plain = [key for key in action.keys if "+" not in key]
        assert plain or not action.keys or action.id == "screen.redraw"
        assert not taken & set(action.keys)


def test_key_names_are_textuals() -> None:
    for action in ACTIONS:
        for key in action.keys:
            if len(key) == 1:
                assert actions.key_name(key) == _character_to_key(key)


@pytest.mark.parametrize(
    ("full", "plain"),
    [("ｊ", "j"), ("Ｎ", "N"), ("：", ":"), ("／", "/"), ("？", "?"), ("＞", ">"), ("》", ">"), ("《", "<"),
     ("。", "."), ("，", ","), ("、", "/"), ("１", "1"), ("\u3000", " "), ("a", ""), ("宁", ""), ("…", "")],
)  # fmt: skip
def test_full_width_characters_stand_for_their_ascii_twins(full: str, plain: str) -> None:
    assert actions.plain(full) == plain


@pytest.mark.parametrize(
    ("id", "context", "reason"),
    [
        ("deal.move", Context(BOARD), "act_no_line"),
        ("deal.move", Context(DUE, customer="c"), "act_no_deal"),
        ("deal.move", Context(BOARD, "d", "lost"), "act_not_running"),
        ("deal.move", Context(BOARD, "d", "open", member=False), "act_no_member"),
        ("deal.move", Context(BOARD, "d", "open"), None),
        ("deal.move", Context(DUE, "d", "", "c"), None),
        ("deal.resume", Context(PAGE, "d", "open"), "act_not_paused"),
        ("deal.resume", Context(PAGE, "d", "paused"), None),
        ("touch.log", Context(DUE, customer="c"), None),
        ("deal.new", Context(BOARD, member=False), "act_no_member"),
        ("find", Context(BOARD, member=False), None),
        ("help", Context(BOARD), None),
    ],
)
def test_an_action_says_why_it_does_not_work_here(id: str, context: Context, reason: str | None) -> None:
    refused = actions.of(id).may(context)
    assert (refused.id if refused else None) == reason
    for lang in ("zh", "en"):
        assert refused is None or tell(pick(lang), refused)
