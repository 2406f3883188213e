"""Amounts of other programs: $1,234.50, ¥80万, (1,200.00), 1.234,50, 1 200 元; which sign is the decimal one is
read from the whole column, so that 1234,50 is never taken for 123,450.

Amounts are not converted: one that names another currency than the board's is refused.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from store.exchange.dates import blank
from store.problems import BadInput
from store.words import money

_UNITS = {
    "百万": 10**6,
    "千万": 10**7,
    "十万": 10**5,
    "万": 10**4,
    "萬": 10**4,
    "w": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "千": 10**3,
    "k": 10**3,
    "m": 10**6,
    "mm": 10**6,
    "mio": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "": 1,
}
_CODES = {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD", "港元": "HKD", "日元": "JPY"}
_SIGNS = {"$": ("USD", "HKD", "SGD", "TWD", "AUD", "CAD", "NZD", "MXN"), "¥": ("CNY", "JPY"), "€": ("EUR",)}
_SIGNS |= {"£": ("GBP",), "₩": ("KRW",), "₹": ("INR",), "₫": ("VND",), "HK$": ("HKD",), "NT$": ("TWD",)}
_SIGNS |= {"US$": ("USD",), "S$": ("SGD",), "CN¥": ("CNY",), "A$": ("AUD",), "C$": ("CAD",)}
_NUMBER = re.compile(
    r"(?P<lead>[^\d.,+-]*)(?P<sign>[+-]?)(?P<again>[^\d.,+-]*)(?P<digits>[\d.,'’ ]*\d)(?P<tail>[^\d]*)$"
)
_UNIT = re.compile(rf"({'|'.join(sorted(filter(None, _UNITS), key=len, reverse=True))})?\s*(?:元|圆|块)?(?:整)?", re.I)
_HEAD_UNIT = re.compile(r"[(（]\s*(?:单位[::]\s*)?(百万|千万|十万|万|亿|千|k|m)\s*(?:元|圆)?\s*[)）]", re.I)
_GROUPS = r"\d{1,3}(?:[%s]\d{3})+"


def sniff(values: Iterable[str]) -> str:
    """The decimal sign of a column: "," only when some value can be read no other way and none says "."."""
    comma = point = 0
    for value in values:
        match = _NUMBER.match(_plain(value))
        if not match:
            continue
        digits = match["digits"]
        last = max(digits.rfind(","), digits.rfind("."))
        if last < 0:
            continue
        sign, other = digits[last], "." if digits[last] == "," else ","
        once, rest = digits.count(sign) == 1, len(digits) - last - 1
        if other in digits or (once and (rest != 3 or last > 3)):
            comma += sign == ","
            point += sign == "."
        elif not once:  # 1,234,567: the sign parts thousands
            comma += sign == "."
            point += sign == ","
    return "," if comma and not point else "."


def head_unit(column: str) -> int:
    """What a column's name multiplies its amounts by: 金额(万元) -> 10,000."""
    match = _HEAD_UNIT.search(unicodedata.normalize("NFKC", column))
    return _UNITS[match[1].lower()] if match else 1


def parse(text: str, currency: str, *, decimal: str = ".", unit: int = 1) -> int | None:
    """Minor units, None when blank; `unit` holds where the cell names none of its own.

    Raises BadInput when it is no amount, is negative, too fine, or names another currency than the board's.
    """
    if blank(text):
        return None
    plain = _plain(text)
    negative = plain.startswith("(") and plain.endswith(")")
    match = _NUMBER.match(plain.strip("()").strip() if negative else plain)
    if not match:
        raise BadInput("amount_unreadable", text=text)
    tail = match["tail"].strip()
    negative = negative or match["sign"] == "-" or tail.startswith("-") or match["lead"].strip().endswith("-")
    times = _UNIT.match(tail.strip("-").strip())
    named = times[1].lower() if times and times[1] else ""
    rest = tail.strip("-").strip()[times.end() :] if times else tail
    _check_currency(text, currency, match["lead"], match["again"], rest)
    value = _number(match["digits"], decimal, text) * (_UNITS[named] if named else unit)
    try:
        return money.parse(f"{'-' if negative and value else ''}{value:f}", currency)
    except BadInput as error:
        raise BadInput(error.say.id, text=text) from None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def _number(digits: str, decimal: str, text: str) -> Decimal:
    """The digits as one number; BadInput when their thousands are not parted in threes."""
    parting = "," if decimal == "." else "."
    whole, _, places = digits.partition(decimal)
    for sign in (parting, "'", "’", " "):
        if sign in whole and not re.fullmatch(_GROUPS % sign, whole.strip()):
            raise BadInput("amount_unreadable", text=text)
        whole = whole.replace(sign, "")
    if not re.fullmatch(r"\d*", whole) or not re.fullmatch(r"\d*", places):
        raise BadInput("amount_unreadable", text=text)
    return Decimal(f"{whole or 0}.{places or 0}")


def same_currency(said: str, currency: str) -> bool:
    """Whether a sign, code or name (¥, RMB, 人民币) can mean this currency."""
    said = said.strip().upper()
    return said == currency or _CODES.get(said) == currency or currency in _SIGNS.get(said, ())


def _check_currency(text: str, currency: str, *around: str) -> None:
    """Raise BadInput when what stands around the digits is another currency, or no currency at all."""
    for one in around:
        said = one.strip(" -+()").upper()
        if not said or same_currency(said, currency):
            continue
        known = said in _CODES or said in _SIGNS or (len(said) == 3 and said.isascii() and said.isalpha())
        raise BadInput("import_currency" if known else "amount_unreadable", text=text, currency=currency)
