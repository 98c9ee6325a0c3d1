"""``privacy``: what is held about a person, who is to be forgotten, and the key that all keys are wrapped by."""

from __future__ import annotations

from pathlib import Path

import click

from actionlearning.application.erasure import Erasure, finish, state_of
from actionlearning.application.holding import Holding, what_we_hold
from actionlearning.application.library import ActionLearning
from actionlearning.application.names import Names
from actionlearning.application.rotating import rewrap
from actionlearning.cli.erase import purging, said_of, told
from actionlearning.cli.naming import named
from actionlearning.cli.output import console, rows, show_json
from actionlearning.cli.pages import write_page
from actionlearning.cli.settings import Command, current
from actionlearning.domain.values import MemberId

__all__ = ["privacy"]

ACTIONS = ("what-we-hold", "status", "finish", "rewrap")


@click.command(cls=Command)
@click.argument("action", metavar="what-we-hold|status|finish|rewrap", type=click.Choice(ACTIONS))
@click.argument("member_id", metavar="[MEMBER]", required=False)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="For what-we-hold: write a page to this file.")
@click.option("--force", is_flag=True, help="With --out: replace whatever is there. An earlier page is replaced anyway.")
@click.option("--by", help="For finish: who carries it out.")
@click.option(
    "--purge",
    "folders",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="For finish: also remove the pages about this journal from a folder.",
)
def privacy(
    action: str, member_id: str | None, out: Path | None, force: bool, by: str | None, folders: tuple[Path, ...]
) -> None:
    """Answer for personal data: what is held about somebody, who is to be forgotten, and the keys.

    what-we-hold MEMBER tells everything that is recorded about a person, with their own words, for them to read. status tells
    who asked to be forgotten and how far that has come, finish forgets whoever asked for it and is not yet, and rewrap wraps
    all keys under a new key-encryption key and retires the old one, which makes every erasure so far final.

    Example: actionlearning privacy what-we-hold M6 --format json
    """
    if (member_id is None) == (action == "what-we-hold"):
        raise click.UsageError("what-we-hold takes one member" if member_id is None else f"{action} takes no member")
    with current().look() as al:
        match action:
            case "what-we-hold":
                assert member_id is not None, "checked above"
                _show(what_we_hold(al, MemberId(named(al, member_id, "member")[0])), out, force=force)
            case "status":
                _states(al, _asked(al))
            case "finish":
                actor = MemberId(Names(al.journal).id(by)) if by else None
                _states(al, finish(al, by=actor, purges=purging(al, folders)))
            case "rewrap":
                _rewrap(al)


def _asked(al: ActionLearning) -> list[Erasure]:
    """Everybody who asked to be forgotten."""
    asked = (r.stream for r in al.journal.read_all(names={"member.erasure-requested"}))
    return [state_of(al, MemberId(each)) for each in dict.fromkeys(asked)]


def _states(al: ActionLearning, states: list[Erasure]) -> None:
    if current().json:
        show_json([told(each) for each in states])
        return
    aliases = Names(al.journal).aliases()
    lines = ((aliases.get(each.member, str(each.member)), said_of(each)) for each in states)
    if states:
        console().print(rows("", ("member", "how far"), lines))
    else:
        click.echo("nobody is waiting to be forgotten")


def _rewrap(al: ActionLearning) -> None:
    done = rewrap(al)
    if current().json:
        show_json({"keys": done.keys, "retired": done.retired})
        return
    click.echo(f"{done.keys} {'key' if done.keys == 1 else 'keys'} wrapped anew, generation {done.retired} retired")
    click.echo("every erasure so far is final once no copy of the old key-encryption key is left; destroy yours", err=True)


def _show(holding: Holding, out: Path | None, *, force: bool) -> None:
    if out is not None:
        _write(holding, out, force=force)
    if current().json or out is None:
        show_json(_holding(holding))
    else:
        click.echo(f"{out}: {len(holding.held)} records about one person")


def _write(holding: Holding, out: Path, *, force: bool) -> None:
    from actionlearning.report.held import page_of  # noqa: PLC0415  # an extra, loaded when it is used
    from actionlearning.report.page import as_html  # noqa: PLC0415  # as above

    write_page(out, as_html(page_of(holding)), force=force)


def _holding(holding: Holding) -> dict[str, object]:
    """All of it for machines: subject access asks for a form that others can read."""
    return {
        "member": holding.member,
        "name": holding.name,
        "journal": holding.journal,
        "position": holding.position,
        "simulated": holding.simulated,
        "erasure": told(holding.erasure),
        "held": [
            {
                "position": each.position,
                "occurred_at": each.occurred_at,
                "recorded_at": each.recorded_at,
                "stream": each.stream,
                "version": each.version,
                "event": each.event,
                "because": [reason.value for reason in each.because],
                "sentence": each.sentence,
                "words": dict(each.words),
            }
            for each in holding.held
        ],
    }
