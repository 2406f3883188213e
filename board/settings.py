"""A person's own settings: which board, who, which language, which theme.

From a TOML file in the person's configuration folder, over it the environment, over that the command line. Read before
the first frame, hence with the standard library only.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import platformdirs

from store.problems import BadInput
from store.words import LANGUAGES, choose


class Settings(NamedTuple):
    """What a person may set; "" when not set."""

    board: str = ""
    """The board file that `dealboard` opens."""
    login: str = ""
    """Who sits here, as the team's board knows them."""
    lang: str = ""
    """"zh" or "en"; when not set, the locale decides."""
    theme: str = ""
    """Name of a theme."""
    keys: Mapping[str, str] = MappingProxyType({})
    """Keys in place of ours, by the id of the action: "deal.move" -> "m >"; the table [keys] of the file."""


_ENVIRONMENT = {
    "board": "DEALBOARD_BOARD",
    "login": "DEALBOARD_AS",
    "lang": "DEALBOARD_LANG",
    "theme": "DEALBOARD_THEME",
}


def file() -> Path:
    """Where the settings are kept."""
    return Path(platformdirs.user_config_dir("dealboard", appauthor=False)) / "settings.toml"


def load(env: Mapping[str, str], path: Path | None = None) -> Settings:
    """The settings of the file, if there is one, and the environment over them.

    Raises BadInput when the file is no TOML, holds an unknown entry, a value that is no text, or an unknown language.
    """
    given = read(path or file())
    over = {name: env[variable] for name, variable in _ENVIRONMENT.items() if env.get(variable)}
    _check_language(over.get("lang", ""), _ENVIRONMENT["lang"])
    return Settings(**(given._asdict() | over))


def read(path: Path) -> Settings:
    """The settings of one file, none when it is not there; raises BadInput as `load` does."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("settings_unreadable", file=path, why=error) from None
    keys = found.pop("keys", {})
    wishes = {f"keys.{action}": wish for action, wish in keys.items()} if isinstance(keys, dict) else {"keys": keys}
    for name, value in {**found, **wishes}.items():
        if name not in Settings._fields and not name.startswith("keys."):
            raise BadInput("settings_key_unknown", file=path, key=name, known=list(Settings._fields))
        if not isinstance(value, str) or name == "keys":
            raise BadInput("settings_value_wrong", file=path, key=name)
    _check_language(found.get("lang", ""), f"{path}: lang")
    return Settings(**found, keys=keys)


def language(flag: str, settings: Settings, env: Mapping[str, str]) -> str:
    """The language to speak: the command line's, the settings', the locale's, else English."""
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG")
    return choose(flag, settings.lang, locale)


def _check_language(lang: str, where: str) -> None:
    if lang and lang not in LANGUAGES:
        raise BadInput("settings_language_unknown", where=where, lang=lang, known=list(LANGUAGES))
