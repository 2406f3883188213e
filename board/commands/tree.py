"""Commands that speak the reader's language and load only the module they live in.

click reads the arguments; help, usage and mistakes are put into our words, because click's own are English.
The help of a command or option is the name of a field of Words, that of an argument is found by its name in capitals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

import click

from board.commands import help as pages
from board.commands.options import EVERYWHERE, Everywhere
from board.commands.session import Session
from store.file.clean import clean
from store.problems import BadInput

_SETTINGS = {"help_option_names": ["-h", "--help"]}
Function = TypeVar("Function", bound=Callable[..., Any])


class Typed(click.types.StringParamType):
    """Text as people type it: what a terminal could take for an order, or no text can hold, does not come in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text cleaned, line breaks kept."""
        return clean(str(super().convert(value, param, ctx)), multiline=True)


class Place(NamedTuple):
    """Where a command lives ("module:attribute" below board.commands) and the field of Words that describes it."""

    where: str
    help: str


class Wish(click.Option):
    """One of the options every command takes; its value goes to the session, the last one said holds."""

    def __init__(self, option: Everywhere) -> None:
        super().__init__(
            [option.flag, f"wish_{option.wish}"],
            is_flag=not option.metavar,
            metavar=option.metavar or None,
            help=option.help,
            expose_value=False,
            callback=self._remember,
        )
        self.wish = option.wish

    def _remember(self, ctx: click.Context, _param: click.Parameter, value: object) -> None:
        if value is not None and value is not False:
            session(ctx).wish(self.wish, "yes" if value is True else str(value))


class Told(click.Command):
    """A command that speaks the reader's language and takes the options of every command."""

    def __init__(self, name: str | None, *, params: list[click.Parameter], **kwargs: Any) -> None:
        wishes = everywhere(params)
        super().__init__(
            name, params=[*params, *wishes], context_settings={**_SETTINGS, "allow_extra_args": True}, **kwargs
        )
        self.wishes = wishes

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; words left over are told in our sentence."""
        with placed(ctx):
            left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            raise BadInput("cmd_extra", words=left, command=ctx.command_path)
        return left

    def get_help(self, ctx: click.Context) -> str:
        """Our page, in the reader's language."""
        return pages.page(session(ctx).words, ctx, self.wishes)


class Family(click.Group):
    """A group of commands, each loaded from its module when it is called."""

    def __init__(self, name: str, help: str, places: Mapping[str, Place]) -> None:
        self.wishes = everywhere(())
        super().__init__(
            name,
            help=help,
            params=[*self.wishes],
            context_settings=_SETTINGS,
            no_args_is_help=False,
            invoke_without_command=True,
            callback=self._want_command,
        )
        self.places = places

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does."""
        with placed(ctx):
            return super().parse_args(ctx, args)

    def _want_command(self) -> None:
        ctx = click.get_current_context()
        if ctx.invoked_subcommand is None:
            raise BadInput("cmd_want_command", command=ctx.command_path, known=list(self.places))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module loaded now; None when there is none."""
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name].where.partition(":")
        command: click.Command = getattr(import_module(f"board.commands.{module}"), attribute)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Our page, its commands with a line each; loads none of them."""
        rows = [(name, place.help) for name, place in self.places.items()]
        return pages.page(session(ctx).words, ctx, self.wishes, rows)


@contextmanager
def placed(ctx: click.Context) -> Iterator[None]:
    """Let a mistake know in which command it was made; click's parser does not always say."""
    try:
        yield
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


def session(ctx: click.Context) -> Session:
    """The call this context belongs to."""
    found = ctx.find_object(Session)
    return found if found is not None else Session()


def everywhere(own: list[click.Parameter] | tuple[()]) -> list[click.Option]:
    """The options of every command, but those a command declares for itself."""
    flags = {flag for param in own for flag in param.opts}
    return [Wish(option) for option in EVERYWHERE if option.flag not in flags]


def command(name: str, help: str) -> Callable[[Callable[..., Any]], Told]:
    """Make a function that takes the Session first a command; `help` is a field of Words."""

    def declare(function: Callable[..., Any]) -> Told:
        return click.command(name, cls=Told, help=help)(click.pass_obj(function))

    return declare


def words(*names: str) -> Callable[[Function], Function]:
    """The words a command must be given, in their order: words("REF", "STAGE")."""

    def declare(function: Function) -> Function:
        for name in reversed(names):
            function = click.argument(name.lower(), metavar=name, type=_type(name))(function)
        return function

    return declare


def word(name: str) -> Callable[[Function], Function]:
    """A word that may be left out ("" then)."""
    return click.argument(name.lower(), metavar=name, required=False, default="", type=_type(name))


def rest(name: str, into: str) -> Callable[[Function], Function]:
    """Any number of words, handed over as `into`."""
    return click.argument(into, metavar=name, nargs=-1, type=_type(name))


def value(
    flag: str, metavar: str, help: str, *, into: str = "", must: bool = False, many: bool = False
) -> Callable[[Function], Function]:
    """An option with a value ("" or () when it is left out); `many` may be said again and again."""
    default: dict[str, Any] = {} if must else {"default": () if many else ""}
    name = into or flag.lstrip("-").replace("-", "_")
    kind = _type(metavar)
    return click.option(flag, name, metavar=metavar, help=help, required=must, multiple=many, type=kind, **default)


def switch(flag: str, help: str) -> Callable[[Function], Function]:
    """An option without a value."""
    return click.option(flag, flag.lstrip("-").replace("-", "_"), is_flag=True, help=help)


def _type(metavar: str) -> click.types.StringParamType | None:
    """How a word is taken in: the name of a file as it is, all else cleaned."""
    return None if metavar == "FILE" else Typed()
