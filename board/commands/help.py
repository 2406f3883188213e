"""The help page of a command in the reader's language; click's own are English and break Chinese lines wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shutil import get_terminal_size

import click

from board.commands.cells import pad, width, wrap
from store.words.shape import Words

_WIDEST = 100  # cells; longer lines are hard to read
_FIRST = 30  # cells of the left column at most

ARGUMENTS = {  # what a word in capitals stands for: a field of Words
    "REF": "cmd_arg_ref",
    "CUSTOMER": "cmd_arg_customer",
    "LOGIN": "cmd_arg_login",
    "STAGE": "cmd_arg_stage",
    "ITEM": "cmd_arg_item",
    "FORM": "cmd_arg_form",
    "SIGNOFF": "cmd_arg_signoff",
    "SCHEME": "cmd_arg_scheme",
    "TIER": "cmd_arg_tier",
    "KIND": "cmd_arg_kind",
    "NAME": "cmd_arg_name",
    "KEY=VALUE": "cmd_arg_pair",
    "FILE": "cmd_arg_file",
    "WHAT": "cmd_arg_what",
    "FILTER": "cmd_arg_filter",
    "ID": "cmd_arg_playbook",
    "RULE": "cmd_arg_rule",
    "EVENT": "cmd_arg_event",
    "ROUTINE": "cmd_arg_routine",
    "FILE|N": "cmd_arg_version",
    "FIELD": "cmd_arg_field",
    "OLDER": "cmd_arg_older",
    "NEWER": "cmd_arg_newer",
    "DAYS": "cmd_arg_days",
    "YEAR": "cmd_arg_year",
    "TOUCH": "cmd_arg_touch",
}


def page(
    words: Words, ctx: click.Context, everywhere: Sequence[click.Option], commands: Sequence[tuple[str, str]] = ()
) -> str:
    """Usage, what the command does, what each word stands for, its commands and options."""
    command = ctx.command
    cells = min(get_terminal_size().columns, _WIDEST)
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    own = [param for param in command.params if isinstance(param, click.Option) and param not in everywhere]
    sections = (
        (words.cmd_arguments, [(str(one.metavar), _text(words, ARGUMENTS[str(one.metavar)])) for one in arguments]),
        (words.cmd_commands, [(name, _text(words, help)) for name, help in commands]),
        (words.cmd_options, [_row(words, option) for option in own]),
        (words.cmd_everywhere, [*(_row(words, one) for one in everywhere), ("-h, --help", words.cmd_opt_help)]),
    )
    lines = [usage(words, ctx), "", *wrap(_text(words, command.help or "cmd_help"), cells)]
    for title, rows in sections:
        if rows:
            lines += ["", title, *_rows(rows, cells)]
    return "\n".join(lines)


def usage(words: Words, ctx: click.Context) -> str:
    """The line that shows in which order the words stand."""
    command = ctx.command
    pieces = [_piece(param) for param in command.params if isinstance(param, click.Argument)]
    if isinstance(command, click.Group):
        pieces = [words.cmd_command_word, "…"]
    return words.cmd_usage.format(call=" ".join((ctx.command_path, *pieces, words.cmd_options_word)))


def _piece(argument: click.Argument) -> str:
    more = "…" if argument.nargs < 0 else ""
    return f"{argument.metavar}{more}" if argument.required else f"[{argument.metavar}{more}]"


def _row(words: Words, option: click.Option) -> tuple[str, str]:
    value = "" if option.is_flag or option.metavar is None else f" {option.metavar}"
    flags = " / ".join((*option.opts, *option.secondary_opts))
    what = _text(words, option.help or "cmd_help")
    return f"{flags}{value}", words.cmd_must.format(what=what) if option.required else what


def _rows(rows: Sequence[tuple[str, str]], cells: int) -> Iterable[str]:
    left = min(max(width(first) for first, _ in rows), _FIRST)
    for first, second in rows:
        head, *rest = wrap(second, max(cells - left - 4, 20))
        if width(first) > left:
            yield f"  {first}"
            rest.insert(0, head)
        else:
            yield f"  {pad(first, left)}  {head}".rstrip()
        yield from (f"{'':{left + 4}}{line}" for line in rest)


def _text(words: Words, field: str) -> str:
    text: str = getattr(words, field)
    return text
