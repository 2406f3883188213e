"""When two spellings are one name: width, case and blanks do not count (GTXPro = GTX Pro, ＡＢＣ = abc)."""

import re
import unicodedata

_LOGIN = re.compile(r"[^a-z0-9]+")


def key(text: str) -> str:
    """What of a name is compared: NFKC, case folded, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def login(name: str) -> str:
    """A login made from a person's name or mail address: "Anna Snelling" -> anna.snelling, 李雷 -> li.lei."""
    plain = unicodedata.normalize("NFKC", name).split("@")[0]
    if not plain.isascii():
        plain = _latin(plain)
    return _LOGIN.sub(".", plain.casefold()).strip(".") or "member"


def _latin(text: str) -> str:
    """Letters a login can be made of: pinyin for Chinese, the bare letter for an accented one."""
    if any("\u3400" <= one <= "\u9fff" for one in text):
        from pypinyin import lazy_pinyin  # slow to load, and only needed when a Chinese name becomes a member

        text = " ".join(lazy_pinyin(text))
    return "".join(one for one in unicodedata.normalize("NFKD", text) if one.isascii())
