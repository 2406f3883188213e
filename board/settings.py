"""A person's own settings: which board, who, which language, which theme.

From a TOML file in the person's configuration folder, over it the environment, over that the command line. Read before
the first frame, hence with the standard library only.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import platformdirs

from store.problems import BadInput
from store.words import LANGUAGES, choose


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set; every field is text, "" when not set."""

    board: str = ""
    """The board file that `dealboard` opens."""
    login: str = ""
    """Who sits here, as the team's board knows them."""
    lang: str = ""
    """"zh" or "en"; when not set, the locale decides."""
    theme: str = ""
    """Name of a theme."""


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
    """The settings of the file and the environment.

    Raises BadInput when the file is no TOML, holds an unknown key, a value that is no text, or an unknown language.
    """
    path = path or file()
    given = read(path) if path.is_file() else Settings()
    over = {name: env[variable] for name, variable in _ENVIRONMENT.items() if env.get(variable)}
    _check_language(over.get("lang", ""), _ENVIRONMENT["lang"])
    return replace(given, **over)


def read(path: Path) -> Settings:
    """The settings of one file; raises BadInput as `load` does."""
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput("settings_unreadable", file=path, why=error) from None
    known = [field.name for field in fields(Settings)]
    for key, value in found.items():
        if key not in known:
            raise BadInput("settings_key_unknown", file=path, key=key, known=known)
        if not isinstance(value, str):
            raise BadInput("settings_value_wrong", file=path, key=key)
    _check_language(found.get("lang", ""), f"{path}: lang")
    return Settings(**found)


def language(flag: str, settings: Settings, env: Mapping[str, str]) -> str:
    """The language to speak: the command line's, the settings', the locale's, else English."""
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG")
    return choose(flag, settings.lang, locale)


def _check_language(lang: str, where: str) -> None:
    if lang and lang not in LANGUAGES:
        raise BadInput("settings_language_unknown", where=where, lang=lang, known=list(LANGUAGES))
