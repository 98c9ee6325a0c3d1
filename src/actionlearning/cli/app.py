"""The commands, each loaded when it is called, and the exit codes they share."""

from __future__ import annotations

import importlib
from typing import Any, cast

import click

from actionlearning.cli.settings import Command, shared_options

__all__ = ["FAILED", "MISUSED", "REFUSED", "app"]

FAILED, MISUSED, REFUSED = 1, 2, 3

COMMANDS = {
    "agenda": "views:agenda",
    "audit": "audit:audit",
    "brief": "views_of_programmes:brief",
    "candidate": "views_of_candidates:candidate",
    "commands": "use_cases:commands",
    "compare": "views_of_programmes:compare",
    "demo": "demo:demo",
    "do": "use_cases:do",
    "erase": "erase:erase_member",
    "evaluate": "views_of_programmes:evaluate",
    "export": "export:export",
    "facilitation": "views:facilitation",
    "history": "history:history",
    "impact": "views:impact",
    "learning": "views:learning",
    "metrics": "views:metrics",
    "privacy": "privacy:privacy",
    "projections": "projections:projections",
    "release": "release:release",
    "report": "report:report",
    "responsibility": "views:responsibility",
    "run": "script:run",
    "simulate": "simulate:simulate",
}


class _Misused(click.ClickException):
    """A command line that cannot be read, in one sentence as every other error."""

    exit_code = MISUSED

    def show(self, file: Any = None) -> None:
        click.echo(f"actionlearning: {self.message}", err=True)


def _misused(error: click.UsageError) -> click.ClickException:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    said = error.format_message().replace("\n", " ").rstrip(".")
    command = error.ctx.command_path if error.ctx else "actionlearning"
    return _Misused(f"{said} ({command} --help tells more)")


class _Lazy(click.Group):
    def make_context(self, *args: Any, **options: Any) -> click.Context:
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            raise _misused(error) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast("click.Command", getattr(importlib.import_module(f"actionlearning.cli.{module}"), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table below, so that help need not load them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SHORT_HELP[name]) for name in COMMANDS])

    def invoke(self, ctx: click.Context) -> Any:
        """Turn our errors into one sentence and an exit code."""
        from actionlearning.domain.errors import ActionLearningError  # noqa: PLC0415  # help needs no domain

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _misused(error) from error
        except ActionLearningError as error:
            typed = error.sentence(lambda value: ctx.meta.get(f"actionlearning.{value}", str(value)))
            for sentence in (typed, *getattr(error, "__notes__", ())):
                click.echo(f"actionlearning: {sentence}", err=True)
            ctx.exit(exit_code(error))


SHORT_HELP = {
    "agenda": "Show what a set's next session is about: actions due first, then bids for airtime.",
    "audit": "Prove to an outsider that history is complete and unaltered.",
    "brief": "Show organisations how ready they are, what carries a programme, what it could be tied to, and what was found.",
    "candidate": "Show a candidate's record for their qualification, or the credits of a person.",
    "commands": "List everything that a script or `do` can record, or show one of them with its arguments.",
    "compare": "Show several programmes side by side, or all there are, by the same definitions.",
    "demo": "Watch a whole programme unfold, from the first contract to what it was worth.",
    "do": "Record one thing.",
    "erase": "Forget somebody who asked for it: their words can be read by nobody any more, in no copy of the journal.",
    "evaluate": "Show a programme at five levels, from reaction to return, with its strongest and weakest cases.",
    "export": "Take the tables for people out, for a spreadsheet, a notebook or a BI tool.",
    "facilitation": "Show how somebody, or a whole set, questioned and advised, session by session.",
    "history": "Tell everything that happened in a programme, in a set, to a problem, to a member, or in a candidacy.",
    "impact": "Show the golden thread of a programme, from objective to benefit, and what it was worth.",
    "learning": "Show what a member brought, was asked, did, learnt, and where they used it.",
    "metrics": "Show the figures of a set, or of a programme with all its sets.",
    "privacy": "Answer for personal data: what is held about somebody, who is to be forgotten, and the keys.",
    "projections": "Keep the tables beside a journal in step with it.",
    "release": "Release the figures about people that may be told of a programme, and show what may not be.",
    "report": "Write a page about a programme, a set, a member or a candidate.",
    "responsibility": "Show what a member decided, did and chose, and how far they own it.",
    "run": "Run a script of commands, one JSON object a line.",
    "simulate": "Fill a new journal with invented programmes, as many organisations would have recorded them over years.",
}
"""The first line of each command's own help, which is not loaded to be listed."""


def exit_code(error: BaseException) -> int:
    """3 where a rule refused, 2 where the input was wrong, 1 where the journal failed; of a script, that of its line."""
    from actionlearning.application.scripts import LineFailed  # noqa: PLC0415  # loads the library, only needed on errors
    from actionlearning.domain.errors import BadInput, Refused  # noqa: PLC0415  # as above

    if isinstance(error, LineFailed) and error.__cause__ is not None:
        return exit_code(error.__cause__)
    if isinstance(error, Refused):
        return REFUSED
    return MISUSED if isinstance(error, BadInput) else FAILED


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="actionlearning")
@shared_options
def app() -> None:
    """Run action learning, keep its history, and show what it was worth.

    Try `actionlearning demo` first. Exit codes: 0 done, 1 failed, 2 misused, 3 refused by a rule.
    """


app.command_class = Command
