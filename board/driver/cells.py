"""Text as the cells of a terminal: one text for each, "" for the further cells of a wide character."""

from typing import Final

from rich.cells import cell_len, get_character_cell_size

_JOINER: Final = "\u200d"
_FLAG_FIRST, _FLAG_LAST = "\U0001f1e6", "\U0001f1ff"
"""Letters of which two make a flag."""
_SIGNS = ("\u2300", "\u2e80")
"""Between these a wide character is an emoji."""
_EMOJI = ("\U0001f000", "\U00020000")


def split(text: str) -> tuple[list[str], str]:
    """The cells of a text, as wide as Textual believes them, and marks at its beginning that belong to what is before.

    >>> split("a中")
    (['a', '中', ''], '')
    """
    if text.isascii():
        return list(text), ""
    cells: list[str] = []
    for char in text:
        width = get_character_cell_size(char)
        if not width or _FLAG_FIRST <= char <= _FLAG_LAST:
            return _split_joined(text)
        cells.append(char)
        if width == 2:
            cells.append("")
    return cells, ""


def _split_joined(text: str) -> tuple[list[str], str]:
    """The same for a text in which characters join: marks, emoji glued by a joiner, flags."""
    clusters: list[str] = [""]
    for char in text:
        before = clusters[-1]
        pair = _FLAG_FIRST <= char <= _FLAG_LAST and len(before) == 1 and _FLAG_FIRST <= before <= _FLAG_LAST
        if before.endswith(_JOINER) or pair or not get_character_cell_size(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    cells: list[str] = []
    for cluster in clusters[1:]:
        cells += [cluster, *[""] * (cell_len(cluster) - 1)]
    return cells, clusters[0]


def is_loose(cell: str) -> bool:
    """Whether terminals disagree on how wide this is: emoji, and whatever is joined from several characters."""
    if len(cell) != 1:
        return len(cell) > 1
    if cell < _SIGNS[0]:
        return False
    return _EMOJI[0] <= cell < _EMOJI[1] or (cell < _SIGNS[1] and get_character_cell_size(cell) == 2)


def spread(cell: str) -> int:
    """The most cells a terminal may take for it: each character drawn by itself."""
    return max(1, sum(get_character_cell_size(char) or char == "\ufe0f" for char in cell))
