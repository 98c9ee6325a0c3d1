"""The options that commands share, before or after their name: which journal, in which form, and, to look, as at when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from actionlearning.application.library import ActionLearning

__all__ = ["Command", "LookingCommand", "Settings", "current", "shared_options"]

Function = TypeVar("Function", bound=Callable[..., Any])

DEFAULT_DB = "sqlite:///actionlearning.db"


class Moment(click.ParamType[date | datetime | int]):
    """A date, a time with its offset, or (where allowed) a journal position."""

    name = "when"

    def __init__(self, *, positions: bool = False) -> None:
        self.positions = positions

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime | int:
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # converted already
        if self.positions and value.isdecimal():
            return int(value)
        try:
            if len(value) == len("2025-06-03"):
                return date.fromisoformat(value)
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            more = ", or a journal position" if self.positions else ""
            self.fail(f"{value!r} is no date (2025-06-03) and no time with its offset (2025-06-03T12:00:00+01:00){more}")
        return at


class Settings:
    """What the shared options said. A plain class, for attrs costs help a fifth of its time."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.keyring: str | None = None
        self.guards: str | None = None
        self.order: str | None = None
        self.specifications: tuple[str, ...] = ()
        self.as_at: date | datetime | None = None
        self.as_known_at: date | datetime | int | None = None
        self.format = "table"

    @property
    def url(self) -> str:
        """The journal that was named, else the one in this folder."""
        return DEFAULT_DB if self.db is None else self.db

    @property
    def json(self) -> bool:
        return self.format == "json"

    @property
    def when(self) -> dict[str, Any]:
        """The two times, as ``ActionLearning.view`` takes them."""
        return {"as_at": self.as_at, "as_known_at": self.as_known_at}

    def look(self) -> ActionLearning:
        """Open a journal that is there already, to look at it."""
        return self.open(create=self.url == "memory:")

    def open(self, **options: Any) -> ActionLearning:
        """Open the journal, saying once where a new key-encryption key was put."""
        from actionlearning.application.opening import open_library  # noqa: PLC0415  # help needs no library

        told = {"keyring": self.keyring, "guards": self.guards, "order": self.order, "specifications": self.specifications}
        options = {**told, **options}
        return open_library(self.url, tell=lambda sentence: click.echo(sentence, err=True), **options)


def current() -> Settings:
    """The settings of the command that is running."""
    return click.get_current_context().ensure_object(Settings)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Keep what was given nearest: after the command's name, else before it, else in the environment."""
    settings = ctx.ensure_object(Settings)
    assert param.name is not None
    typed = ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    if value not in (None, ()) and (typed or ctx.parent is None):
        setattr(settings, param.name, value)
    return value


_OPTIONS = [
    click.Option(
        ["--db"],
        envvar="ACTIONLEARNING_DB",
        metavar="URL",
        help=f"The journal: memory:, sqlite:///file.db, postgresql://… or plain:module. [default: {DEFAULT_DB}]",
    ),
    click.Option(
        ["--keyring"],
        envvar="ACTIONLEARNING_KEYRING",
        metavar="URL",
        help="The keys of personal text: memory:, sqlite:///keys.db or postgresql://… [default: beside a SQLite journal]",
    ),
    click.Option(
        ["--guards"],
        type=click.Choice(["written-only"]),
        help="Accept that a plain: journal guards only what is written, not what was read.",
    ),
    click.Option(
        ["--order"],
        type=click.Choice(["serial", "concurrent"]),
        help="How a journal that begins now gives out positions; concurrent is for PostgreSQL. [default: serial]",
    ),
    click.Option(
        ["--specifications"],
        envvar="ACTIONLEARNING_SPECIFICATIONS",
        multiple=True,
        type=click.Path(),  # several in the environment are separated as folders are in PATH
        help="A file, or a folder of them, with qualification specifications of your own; may be given again.",
    ),
    click.Option(["--format"], type=click.Choice(["table", "json"]), help="For people or for machines. [default: table]"),
]
_TIMES = [
    click.Option(["--as-at"], type=Moment(), help="Look at what had happened by then; a date means the end of that day."),
    click.Option(
        ["--as-known-at"], type=Moment(positions=True), help="Look at what had been recorded by then: a time or a position."
    ),
]
for _option in (*_OPTIONS, *_TIMES):
    _option.expose_value = False
    _option.callback = _keep


class Command(click.Command):
    """A command that takes the shared options after its name too."""

    shared: ClassVar[list[click.Option]] = _OPTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *self.shared]

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse a time before the name of a command that would pass over it."""
        settings = ctx.ensure_object(Settings)
        if self.shared is _OPTIONS and (settings.as_at, settings.as_known_at) != (None, None):
            raise click.UsageError(f"--as-at and --as-known-at are for looking, and {self.name} looks at no journal", ctx)
        return super().invoke(ctx)


class LookingCommand(Command):
    """A command that looks at a journal, as at a time and as known at one."""

    shared: ClassVar[list[click.Option]] = [*_OPTIONS, *_TIMES]


def shared_options(function: Function) -> Function:
    """Give the group itself the shared options."""
    function.__click_params__ = [*reversed(LookingCommand.shared)]  # type: ignore[attr-defined]  # where click's own decorators put them
    return function
