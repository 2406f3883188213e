"""A person's own settings: the file, the environment over it, and sentences for what is wrong with them."""

from pathlib import Path

import pytest

from board.settings import Settings, language, load, read
from store.problems import BadInput


def test_no_file_and_no_environment_set_nothing(tmp_path: Path) -> None:
    assert load({}, tmp_path / "none.toml") == Settings()


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('board = "/team/a.db"\nlogin = "li"\nlang = "zh"\n', "utf-8")
    env = {"DEALBOARD_BOARD": "/team/b.db", "DEALBOARD_THEME": "dealboard-light", "DEALBOARD_AS": ""}
    assert load(env, file) == Settings("/team/b.db", "li", "zh", "dealboard-light")


def test_keys_are_wished_by_the_id_of_their_action(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('login = "li"\n[keys]\n"deal.move" = "M >"\n', "utf-8")
    assert read(file).keys == {"deal.move": "M >"}


def test_a_folder_that_is_none_sets_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load({}, tmp_path / "file" / "settings.toml") == Settings()


def test_a_file_that_notepad_saved_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes('\ufefflogin = "李雷"\r\n'.encode())
    assert read(file).login == "李雷"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("board =", "settings_unreadable"),
        ('bord = "x"', "settings_key_unknown"),
        ("board = 7", "settings_value_wrong"),
        ('lang = "fr"', "settings_language_unknown"),
        ('keys = "m"', "settings_value_wrong"),
        ('[keys]\n"deal.move" = 7', "settings_value_wrong"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        load({}, file)
    assert refused.value.say.id == problem
    assert str(file) in str(refused.value.say.args)


def test_a_wrong_language_in_the_environment_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load({"DEALBOARD_LANG": "fr"}, tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("flag", "set_", "env", "lang"),
    [
        ("en", "zh", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("", "zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("", "", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("", "", {"LC_ALL": "en_GB", "LANG": "zh_CN"}, "en"),
        ("", "", {"LANG": "C"}, "en"),
        ("", "", {}, "en"),
    ],
)
def test_the_language_is_the_flags_the_settings_or_the_locales(
    flag: str, set_: str, env: dict[str, str], lang: str
) -> None:
    assert language(flag, Settings(lang=set_), env) == lang
