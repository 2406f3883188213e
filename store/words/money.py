"""Money in and out of words: "80万", "1.2m" or "12,000.50" to minor units, and minor units to a short form.

Our own few lines because no library does both directions for 万 and 亿 (design/lessons.md, 5).
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from store.problems import BadInput

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "¥", "SGD": "S$", "TWD": "NT$"}
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0}
_UNITS = {
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "k": 1_000,
    "m": 1_000_000,
    "千": 1_000,
    "元": 1,
    "": 1,
}
_AMOUNT = re.compile(r"^([+-]?\d[\d, ]*(?:\.\d+)?|[+-]?\.\d+)\s*([万萬w亿億km千]?)\s*(?:元|圆|块)?$", re.I)
_LARGEST = 10**15  # a quadrillion minor units: above it somebody's finger stayed on the key


def scale(currency: str) -> int:
    """Minor units in one major unit: 100 fen in a yuan, 1 in a yen."""
    return int(10 ** DECIMALS.get(currency, 2))


def parse(text: str, currency: str) -> int:
    """Minor units of what a person typed; full-width digits, signs, thousands and 万/亿/k/m are understood.

    Raises BadInput when it is no amount, is negative, or has more decimals than the currency.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for sign in (*SIGNS.values(), "RMB", "CN¥", currency):
        plain = plain.removeprefix(sign).removesuffix(sign).strip()
    match = _AMOUNT.match(plain)
    if not match:
        raise BadInput("amount_unreadable", text=text)
    try:
        major = Decimal(match[1].replace(",", "").replace(" ", "")) * _UNITS[match[2].lower()]
    except InvalidOperation:
        raise BadInput("amount_unreadable", text=text) from None
    minor = major * scale(currency)
    if minor < 0:
        raise BadInput("amount_negative", text=text)
    if minor != minor.to_integral_value():
        raise BadInput("amount_too_fine", text=text)
    if minor > _LARGEST:
        raise BadInput("amount_too_large", text=text)
    return int(minor)


def major(minor: int, currency: str) -> str:
    """The amount as a decimal string in major units, for programs: 12345 -> "123.45"."""
    whole, rest = divmod(abs(minor), scale(currency))
    places = DECIMALS.get(currency, 2)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def full(minor: int, currency: str) -> str:
    """The amount for people, with thousands, decimals only where there are any: ¥1,234,567.50."""
    whole, rest = divmod(abs(minor), scale(currency))
    tail = f".{rest:0{DECIMALS.get(currency, 2)}d}" if rest else ""
    return f"{'-' if minor < 0 else ''}{SIGNS.get(currency, currency + ' ')}{whole:,}{tail}"


def short(minor: int, currency: str, lang: str) -> str:
    """The amount in at most nine cells for cards and heads: ¥80万, ¥1.2亿, $1.2M."""
    value, sign = abs(minor) / scale(currency), SIGNS.get(currency, currency)
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "B"), (1e6, "M"), (1e3, "K"))
    lead = "-" if minor < 0 else ""
    for size, unit in steps:
        if value >= size * 0.99995:  # 99,999.6 万 is shown as 10 亿, never as 100000万
            number = value / size
            digits = f"{number:.1f}" if number < 100 else f"{number:.0f}"
            return f"{lead}{sign}{digits.removesuffix('.0')}{unit}"
    return f"{lead}{sign}{value:,.0f}"
