"""The folded text by which customers and deals are found: name, pinyin and initials, computed when a name is saved."""

import os
import re
import unicodedata

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


def fold(text: str) -> str:
    """Text as it is compared: full-width and upper case made plain, blanks made one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def search_text(name: str) -> str:
    """What is searched in: the folded name, then (for Chinese) its initials and its pinyin, a line each.

    Characters with several readings give all their first letters: 重庆 is found by "cq" and by "zq".
    """
    plain = fold(name)
    if not _HAN.search(plain):
        return plain
    # without the table of phrases the library takes 14 MB instead of 58; several readings make up for it
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # loaded when a Chinese name is saved, never by a reader

    lines = []
    for style, most in ((Style.FIRST_LETTER, 12), (Style.NORMAL, 4)):
        found = {""}
        for readings in pinyin(plain, style=style, heteronym=True):
            choices = list(dict.fromkeys(reading.replace(" ", "") for reading in readings))[:3]
            if len(found) * len(choices) > most:
                choices = choices[:1]
            found = {start + one for start in found for one in choices}
        lines.append(" ".join(sorted(found)))
    return "\n".join([plain, *lines])
