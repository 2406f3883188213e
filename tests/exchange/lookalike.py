"""A set of our own making with the shape of the practice set `maven-crm` reads: same columns, same dirt, other names.

Seeded: the same call writes the same files. Run it to look at one: python -m tests.exchange.lookalike FOLDER
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

SYLLABLES = ("bar", "del", "fen", "gar", "hol", "kim", "lor", "mir", "nor", "pel", "qui", "ros", "sil", "tam", "vel")
ENDS = ("co", "dyne", "ex", "flux", "ham", "ix", "link", "soft", "tech", "works")
PRODUCTS = (("RTX Basic", 550), ("GTX Pro", 4821), ("Pump 300", 26768), ("Valve A", 55), ("Valve B", 3393))
FIRST = ("Ada", "Ben", "Cleo", "Dora", "Egon", "Fay", "Gus", "Hedy", "Ivo", "Jane")
SECOND = ("Archer", "Brook", "Carver", "Dyer")


class Made(NamedTuple):
    """How many deals of each kind were written, and how many customers and agents they name."""

    won: int
    lost: int
    engaging: int
    prospecting: int
    customers: int
    agents: int


def write(folder: Path, rows: int = 8800, seed: int = 7) -> Made:
    """Write sales_pipeline.csv, accounts.csv, products.csv and sales_teams.csv into `folder`."""
    dice = random.Random(seed)  # noqa: S311 - rows to read, not secrets
    accounts = sorted({f"{dice.choice(SYLLABLES)}{dice.choice(SYLLABLES)}{end}".title() for end in ENDS * 6})
    agents = [f"{first} {second}" for first in FIRST for second in SECOND][:30]
    kinds = dice.choices(("Won", "Lost", "Engaging", "Prospecting"), (48, 28, 18, 6), k=rows)
    deals = [_deal(dice, at, kind, accounts, agents) for at, kind in enumerate(kinds)]
    _save(folder / "sales_pipeline.csv", deals)
    _save(folder / "accounts.csv", [_account(dice, name) for name in accounts])
    _save(
        folder / "products.csv",
        [{"product": name, "series": name[:3], "sales_price": price} for name, price in PRODUCTS],
    )
    _save(
        folder / "sales_teams.csv",
        [
            {"sales_agent": name, "manager": f"Max {SECOND[at % 3]}", "regional_office": ("East", "West")[at % 2]}
            for at, name in enumerate(agents)
        ],
    )
    named = {str(one["account"]) for one in deals} | set(accounts)
    won, lost, engaging, prospecting = (kinds.count(kind) for kind in ("Won", "Lost", "Engaging", "Prospecting"))
    return Made(won, lost, engaging, prospecting, len(named), len(agents))


def _deal(dice: random.Random, at: int, kind: str, accounts: list[str], agents: list[str]) -> dict[str, object]:
    """An open deal has no value and often no account, a closed one has all; products are sometimes misspelt."""
    product, price = dice.choice(PRODUCTS)
    engaged = date(2016, 10, 20) + timedelta(days=dice.randrange(400))
    closed = engaged + timedelta(days=dice.randrange(1, 140))
    over = kind in ("Won", "Lost")
    return {
        "opportunity_id": f"{at:05d}{dice.choice('ABCDEFGH')}",
        "sales_agent": agents[at % len(agents)],
        "product": product.replace("GTX Pro", "GTXPro"),
        "account": dice.choice(accounts) if over or dice.random() < 0.3 else "",
        "deal_stage": kind,
        "engage_date": "" if kind == "Prospecting" else f"{engaged.month}/{engaged.day}/{engaged.year}",
        "close_date": f"{closed.month}/{closed.day}/{closed.year}" if over else "",
        "close_value": {"Won": round(price * dice.uniform(0.8, 1.2)), "Lost": 0}.get(kind, ""),
    }


def _account(dice: random.Random, name: str) -> dict[str, object]:
    return {
        "account": name,
        "sector": dice.choice(("technolgy", "retail", "medical")),
        "year_established": dice.randrange(1980, 2015),
        "revenue": round(dice.uniform(5, 9000), 2),
        "employees": dice.randrange(9, 9000),
        "office_location": dice.choice(("United States", "Philipines", "Kenya")),
        "subsidiary_of": "",
    }


def _save(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]))}\n")
