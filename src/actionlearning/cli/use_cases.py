"""``commands`` and ``do``: the catalogue of use cases, and one of them carried out."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs
import click
import msgspec
from rich.markup import escape
from rich.text import Text

from actionlearning.application.catalogue import use_case, use_cases
from actionlearning.application.inputs import WrongInput, plainly, schema_of
from actionlearning.application.names import Names
from actionlearning.cli.output import console, rows, show_json
from actionlearning.cli.settings import Command, Moment, current
from actionlearning.domain.values import MemberId

WORDS: dict[Any, str] = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    bool: "true or false",
    date: "date",
    datetime: "time with its offset",
}


@click.command(cls=Command)
@click.argument("name", required=False)
def commands(name: str | None) -> None:
    """List everything that a script or `do` can record, or show one of them with its arguments.

    With --format json each comes with the JSON Schema of its arguments.

    Example: actionlearning commands problems.commit_action
    """
    chosen = {name: use_case(name)} if name else use_cases()
    if current().json:
        show_json(
            [
                {"name": each, "summary": _summary(function), "schema": msgspec.json.schema(schema_of(function))}
                for each, function in chosen.items()
            ]
        )
    elif name:
        function = use_case(name)
        console().print(Text(f"{name}: {_summary(function)}", style="bold"))
        console().print(rows("", ("argument", "kind", "needed"), _arguments(function)))
    else:
        console().print(rows("Commands", ("name", "what it records"), ((each, _summary(f)) for each, f in chosen.items())))


@click.command(cls=Command)
@click.argument("name", metavar="USE_CASE")
@click.argument("arguments", nargs=-1, metavar="[ARGUMENT=VALUE]...")
@click.option("--by", help="Who acts: an id, the beginning of one, or an alias. Only registering oneself needs nobody.")
@click.option("--at", type=Moment(), help="When it occurred, with an offset. [default: now]")
@click.option("--as", "alias", help="A label for the id it answers; stored in the clear, so it names nobody.")
@click.option("--about", metavar="NAME", multiple=True, help="Somebody else who is named in what is said; may be given again.")
@click.option("--command-id", type=click.UUID, help="An id that makes the command safe to repeat.")
def do(
    name: str,
    arguments: tuple[str, ...],
    by: str | None,
    at: date | datetime | None,
    alias: str | None,
    about: tuple[str, ...],
    command_id: UUID | None,
) -> None:
    """Record one thing.

    Arguments are written name=value; a list or an object as JSON. Ids may be whole, shortened, or aliases. A text is erased
    when anybody is forgotten whom it is --about.

    Example: actionlearning do problems.accept problem=roster --by adviser
    """
    if at is not None and not isinstance(at, datetime):
        raise click.BadParameter("a command occurs at a time, such as 2025-01-14T15:10:00+00:00", param_hint="--at")
    function = use_case(name)
    with current().open() as al:
        names = Names(al.journal)
        actor = MemberId(names.id(by)) if by else None
        values = _typed(name, _resolved(function, arguments, names))
        command = command_id or al.new_id()
        if alias is not None and al.journal.command(command) is None:
            names.must_be_free(alias)
        others = [MemberId(names.id(each)) for each in about]
        acting = al.acting_as(actor, at=at, command_id=command, alias=alias, also_about=others)
        answer = acting.do(function, **values)
        if current().json:
            show_json({"answer": answer, "command": command})
        else:
            click.echo("recorded" if answer is None else str(answer))


def _resolved(function: Any, arguments: tuple[str, ...], names: Names) -> dict[str, Any]:
    """Split ``name=value`` pairs, read JSON where there is some, and put ids for names."""
    hints = get_type_hints(function)
    values: dict[str, Any] = {}
    for argument in arguments:
        key, equals, text = argument.partition("=")
        if not equals:
            raise click.BadArgumentUsage(f"{argument!r} is not written name=value")
        value: Any = text
        if text.startswith(("[", "{")) and hints.get(key) not in (str, str | None):  # a text may begin with a bracket
            try:
                value = msgspec.json.decode(text.encode(errors="surrogatepass"))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
                raise click.BadArgumentUsage(f"{key} is not JSON: {cause}") from cause
        if key in values:
            raise click.BadArgumentUsage(f"{key} is given twice")
        values[key] = names.resolve(hints.get(key, Any), value)
    return values


def _typed(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Read the texts of a command line as the numbers, dates and choices that the schema asks for."""
    schema = schema_of(use_case(name))
    known = msgspec.structs.fields(schema)
    by_name = {field.name: field for field in known}
    typed = dict(values)
    for key, value in values.items():
        if key in by_name and isinstance(value, str):
            try:
                typed[key] = msgspec.convert(value, by_name[key].type, strict=False)
            except msgspec.ValidationError as cause:
                raise WrongInput(use_case=name, why=f"{key}: {plainly(cause, by_name[key].type)}") from cause
    return typed


def _summary(function: Any) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


def _arguments(function: Any) -> list[tuple[str, str, str]]:
    """Name, kind and need of each argument, read off the signature."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    hints = get_type_hints(function)
    return [
        (
            parameter.name,
            _kind(hints[parameter.name]),
            "yes" if parameter.default is inspect.Parameter.empty else escape(f"no [{_default(parameter.default)}]"),
        )
        for parameter in parameters
    ]


def _kind(hint: Any) -> str:
    """A type in the words of whoever types a value of it."""
    if hint in WORDS:
        return WORDS[hint]
    origin, within = get_origin(hint), get_args(hint)
    if origin is tuple:
        return f"several {_kind(within[0])}"
    if origin is Literal:
        return " or ".join(f'"{each}"' for each in within)
    if origin in (Union, UnionType):
        return " or ".join(_kind(each) for each in within if each is not NoneType)
    if hasattr(hint, "__members__"):
        return " | ".join(each.value for each in hint)
    if attrs.has(hint):
        return f"JSON with {', '.join(attrs.fields_dict(hint))}"
    return str(hint.__name__)


def _default(value: Any) -> str:
    if attrs.has(type(value)):
        return ", ".join(f"{name} {each}" for name, each in attrs.asdict(value).items())
    return {None: "none", False: "no", True: "yes"}.get(value) or str(getattr(value, "value", value))
