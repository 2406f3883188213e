"""The tables of a board, as append-only migrations: once released, a function below is never changed again.

Money is INTEGER minor units, dates are ISO text, times ISO text with offset, lists are JSON text.
Every row that people edit has `rev`, its version.
"""

from sqlite_utils import Database, Migrations

from store.file import chain
from store.file.schema import APPLICATION_ID, SCHEMA

board = Migrations("board")


def apply(db: Database) -> None:
    """Run what is pending and stamp the file with its kind and schema."""
    board.apply(db)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA}")


@board()
def m001_initial(db: Database) -> None:
    """People, customers, deals, what happened, what was filled, and the history of it all."""
    _settings(db)
    _people(db)
    _deals(db)
    _work(db)


def _settings(db: Database) -> None:
    db.table("meta").create({"key": str, "value": str}, pk="key", not_null={"value"}, strict=True)
    db.table("playbook").create(
        {"seq": int, "part": str, "body": str}, pk=("seq", "part"), not_null={"body"}, strict=True
    )
    db.table("calendar_day").create({"day": str, "kind": str}, pk="day", not_null={"kind"}, strict=True)
    db.table("change").create(
        {
            "seq": int, "batch": str, "at": str, "by": str, "action": str, "entity": str, "subject": str,
            "field": str, "old": str, "new": str, "why": str,
        },
        pk="seq", not_null={"batch", "at", "by", "action", "entity", "subject", "field", "why"}, strict=True,
    )  # fmt: skip
    db.table("change").create_index(["subject", "seq"])


def _people(db: Database) -> None:
    db.table("member").create(
        {"id": str, "login": str, "name": str, "roles": str, "active": int, "rev": int},
        pk="id", not_null={"login", "name", "roles", "active", "rev"}, strict=True,
    )  # fmt: skip
    db.table("member").create_index(["login"], unique=True)
    db.table("customer").create(
        {
            "id": str, "no": int, "name": str, "kind": str, "owner": str, "sector": str, "size": str, "source": str,
            "region": str, "note": str, "founded_on": str, "created_on": str, "first_signed_on": str, "archived": int,
            "search": str, "rev": int,
        },
        pk="id", not_null={"no", "name", "created_on", "archived", "search", "rev"}, strict=True,
        defaults={"kind": "", "owner": "", "sector": "", "size": "", "source": "", "region": "", "note": ""},
    )  # fmt: skip
    db.table("customer").create_index(["no"], unique=True)
    db.table("customer").create_index(["search"])
    db.table("contact").create(
        {
            "id": str, "customer": str, "name": str, "post": str, "phone": str, "mail": str, "role": str,
            "left_on": str, "rev": int,
        },
        pk="id", not_null={"customer", "name", "rev"}, strict=True, foreign_keys=[("customer", "customer", "id")],
        defaults={"post": "", "phone": "", "mail": "", "role": ""},
    )  # fmt: skip
    db.table("contact").create_index(["customer"])
    db.table("tier").create(
        {"subject": str, "scheme": str, "tier": str, "since": str, "rev": int},
        pk=("subject", "scheme"), not_null={"tier", "since", "rev"}, strict=True,
    )  # fmt: skip


def _deals(db: Database) -> None:
    db.table("deal").create(
        {
            "id": str, "no": int, "title": str, "customer": str, "owner": str, "type": str, "stage": str, "state": str,
            "live": int, "amount": int, "close_on": str, "created_on": str, "entered_on": str, "wake_on": str,
            "resumed_on": str, "signed_on": str, "closed_on": str, "reason": str, "product": str, "source": str,
            "region": str, "note": str, "ext": str, "search": str, "rev": int,
        },
        pk="id", strict=True, foreign_keys=[("customer", "customer", "id")],
        not_null={"no", "title", "customer", "stage", "state", "live", "amount", "created_on", "entered_on", "search",
                  "rev"},
        defaults={"owner": "", "type": "", "reason": "", "product": "", "source": "", "region": "", "note": "",
                  "ext": ""},
    )  # fmt: skip
    db.table("deal").create_index(["no"], unique=True)
    db.table("deal").create_index(["customer"])
    db.table("deal").create_index(["ext"])
    # what the board asks for on every start: counts, sums and windows of live deals by stage, all or one owner's
    db.table("deal").create_index(["live", "stage", "entered_on", "no", "amount"], index_name="deal_board")
    db.table("deal").create_index(["live", "owner", "stage", "entered_on", "no", "amount"], index_name="deal_mine")
    db.table("stage_entry").create(
        {"id": str, "deal": str, "stage": str, "entered_on": str, "rev": int},
        pk="id", not_null={"deal", "stage", "entered_on", "rev"}, strict=True, foreign_keys=[("deal", "deal", "id")],
    )  # fmt: skip
    db.table("stage_entry").create_index(["deal"])
    db.table("item_state").create(
        {"deal": str, "stage": str, "item": str, "by": str, "at": str, "via": str, "rev": int},
        pk=("deal", "stage", "item"), not_null={"by", "at", "via", "rev"}, strict=True,
        foreign_keys=[("deal", "deal", "id")],
    )  # fmt: skip


def _work(db: Database) -> None:
    db.table("activity").create(
        {
            "id": str, "kind": str, "customer": str, "at": str, "day": str, "by": str, "note": str, "aim": str,
            "outcome": str, "planned": int, "logged_at": str, "rev": int,
        },
        pk="id", strict=True, foreign_keys=[("customer", "customer", "id")],
        not_null={"kind", "customer", "at", "day", "by", "planned", "logged_at", "rev"},
        defaults={"note": "", "aim": "", "outcome": ""},
    )  # fmt: skip
    db.table("activity").create_index(["customer", "day", "kind"])
    db.table("activity_deal").create(
        {"activity": str, "deal": str}, pk=("activity", "deal"), strict=True,
        foreign_keys=[("activity", "activity", "id"), ("deal", "deal", "id")],
    )  # fmt: skip
    db.table("activity_deal").create_index(["deal"])
    db.table("form_entry").create(
        {
            "id": str, "form": str, "subject": str, "no": int, "ver": int, "complete": int, "filled": str, "by": str,
            "at": str, "rev": int,
        },
        pk="id", strict=True, not_null={"form", "subject", "no", "ver", "complete", "filled", "by", "at", "rev"},
    )  # fmt: skip
    db.table("form_entry").create_index(["subject", "form", "no"], unique=True)
    db.table("signoff").create(
        {
            "id": str, "kind": str, "entry": str, "ver": int, "deal": str, "by": str, "at": str, "approve": int,
            "note": str, "void": int, "rev": int,
        },
        pk="id", strict=True, not_null={"kind", "entry", "ver", "deal", "by", "at", "approve", "void", "rev"},
        foreign_keys=[("entry", "form_entry", "id")], defaults={"note": ""},
    )  # fmt: skip
    db.table("signoff").create_index(["deal"])


@board()
def m002_chain_undo_trash(db: Database) -> None:
    """Links between the lines of history; which batch a line takes back; when a thing went into the trash.

    Lines from before there were links are linked as they stand.
    """
    db.table("change").add_column("undoes", str)
    db.table("change").add_column("link", bytes)
    for table in ("customer", "contact", "deal", "activity"):
        db.table(table).add_column("trashed", str)
    links = chain.unlinked(db.conn)
    for newest, seq in links:
        db.table("change").update(seq, {"link": newest})
    if links:
        newest, seq = links[-1]
        db.table("meta").upsert({"key": chain.HEAD, "value": chain.head_text(seq, newest)}, pk="key")


@board()
def m003_rulings(db: Database) -> None:
    """Gates gone over with what was missing; tiers set with what was suggested then; which deal a deal renews."""
    db.table("gate_override").create(
        {
            "id": str, "deal": str, "gate": str, "before": str, "reasons": str, "why": str, "by": str, "at": str,
            "rev": int,
        },
        pk="id", strict=True, not_null={"deal", "gate", "before", "reasons", "why", "by", "at", "rev"},
        foreign_keys=[("deal", "deal", "id")],
    )  # fmt: skip
    db.table("gate_override").create_index(["deal"])
    db.table("tier_ruling").create(
        {
            "id": str, "subject": str, "scheme": str, "tier": str, "suggested": str, "asks": int, "by": str, "at": str,
            "confirmed_by": str, "confirmed_at": str, "rev": int,
        },
        pk="id", strict=True, not_null={"subject", "scheme", "tier", "suggested", "asks", "by", "at", "rev"},
    )  # fmt: skip
    db.table("tier_ruling").create_index(["subject"])
    db.table("deal").add_column("parent", str)


@board()
def m004_events_snoozes(db: Database) -> None:
    """What was said to have happened (also that a routine of the team was done), and lines put off."""
    db.table("event").create(
        {"id": str, "name": str, "subject": str, "at": str, "by": str, "note": str, "rev": int, "trashed": str},
        pk="id", strict=True, not_null={"name", "subject", "at", "by", "rev"}, defaults={"note": ""},
    )  # fmt: skip
    db.table("event").create_index(["subject"])
    db.table("snooze").create(
        {
            "id": str, "rule": str, "subject": str, "source": str, "row": int, "until": str, "reason": str, "by": str,
            "at": str, "rev": int, "trashed": str,
        },
        pk="id", strict=True, not_null={"rule", "subject", "row", "until", "reason", "by", "at", "rev"},
        defaults={"source": ""},
    )  # fmt: skip
    db.table("snooze").create_index(["subject"])
