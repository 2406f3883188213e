"""The table of all commands, and one call of them from arguments to exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from board.commands.session import Screen, Session
from board.commands.tree import Family, Place
from store.problems import BadInput, Problem

INTERRUPTED = 130
"""Exit code after ctrl+c, as shells have it."""

COMMANDS = {
    "demo": Place("boards:demo", "cmd_help_demo"),
    "new": Place("boards:new", "cmd_help_new"),
    "process": Place("playbooks:process", "cmd_help_process"),
    "member": Place("people:member", "cmd_help_member"),
    "customer": Place("people:customer", "cmd_help_customer"),
    "contact": Place("people:contact", "cmd_help_contact"),
    "deal": Place("deals:deal", "cmd_help_deal"),
    "check": Place("checks:check", "cmd_help_check"),
    "gate": Place("checks:gate", "cmd_help_gate"),
    "fill": Place("forms:fill", "cmd_help_fill"),
    "form": Place("forms:form", "cmd_help_form"),
    "sign": Place("forms:sign", "cmd_help_sign"),
    "tier": Place("tiers:tier", "cmd_help_tier"),
    "override": Place("rulings:override", "cmd_help_override"),
    "log": Place("touches:log", "cmd_help_log"),
    "touch": Place("corrections:touch", "cmd_help_touch"),
    "plan": Place("planning:plan", "cmd_help_plan"),
    "event": Place("planning:event", "cmd_help_event"),
    "routine": Place("planning:routine", "cmd_help_routine"),
    "due": Place("touches:due", "cmd_help_due"),
    "why": Place("touches:why", "cmd_help_why"),
    "calendar": Place("calendars:calendar", "cmd_help_calendar"),
    "snooze": Place("planning:snooze", "cmd_help_snooze"),
    "import": Place("exchange:bring", "cmd_help_import"),
    "export": Place("exchange:export", "cmd_help_export"),
    "history": Place("boards:history", "cmd_help_history"),
    "undo": Place("safety:undo", "cmd_help_undo"),
    "trash": Place("safety:trash", "cmd_help_trash"),
    "doctor": Place("boards:doctor", "cmd_help_doctor"),
    "backup": Place("safety:backup", "cmd_help_backup"),
    "restore": Place("safety:restore", "cmd_help_restore"),
}


def run(args: Sequence[str], screen: Screen | None = None) -> int:
    """Carry out one command and return its exit code; problems are told, never raised. `screen` opens a board."""
    session = Session(args, screen)
    root = Family("dealboard", "cmd_help", COMMANDS)
    try:
        if "_DEALBOARD_COMPLETE" in os.environ:
            root.main(list(args), prog_name="dealboard", obj=session)
        with root.make_context("dealboard", list(args), obj=session) as ctx:
            code = root.invoke(ctx)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        return session.answer.problem(mistake(error))
    except Problem as problem:
        return session.answer.problem(problem)
    except OSError as error:
        return session.answer.problem(
            BadInput("cmd_file_trouble", file=error.filename or "", why=error.strerror or error)
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        session.close()


def mistake(error: click.UsageError) -> Problem:
    """A wrong call in our words."""
    path = error.ctx.command_path if error.ctx else "dealboard"
    match error:
        case click.exceptions.NoSuchCommand():
            known = (
                error.ctx.command.list_commands(error.ctx)
                if error.ctx and isinstance(error.ctx.command, Family)
                else []
            )
            return BadInput("cmd_unknown", command=error.command_name, known=known)
        case click.NoSuchOption():
            return BadInput("cmd_option_unknown", option=error.option_name, command=path)
        case click.MissingParameter():
            return BadInput("cmd_missing", what=_named(error.param, error.ctx), command=path)
        case click.BadOptionUsage():
            option = _option(error)
            if option is not None and option.is_flag:
                return BadInput("cmd_option_bare", option=error.option_name, command=path)
            value = option.metavar if option is not None and option.metavar else ""
            return BadInput("cmd_option_value", option=error.option_name, value=value, command=path)
        case _:
            return BadInput("cmd_usage_wrong", why=error.format_message(), command=path)


def _option(error: click.BadOptionUsage) -> click.Option | None:
    params = error.ctx.command.params if error.ctx else []
    return next((one for one in params if isinstance(one, click.Option) and error.option_name in one.opts), None)


def _named(param: click.Parameter | None, ctx: click.Context | None) -> str:
    if param is None:
        return ""
    if isinstance(param, click.Option):
        return f"{param.opts[0]} {param.metavar or ''}".rstrip()
    return param.metavar or (param.name or "").upper()
