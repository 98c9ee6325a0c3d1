"""``erase``: somebody who asked for it is forgotten, in every copy of the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import click

from actionlearning.application.erasure import Erasure, Step, erase
from actionlearning.application.library import ActionLearning
from actionlearning.application.names import Names
from actionlearning.cli.naming import named
from actionlearning.cli.output import show_json
from actionlearning.cli.settings import Command, current
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.values import MemberId

__all__ = ["NotPurged", "erase_member", "purging", "said_of", "told"]

STEPS = {
    Step.CHECKED: "this is the keyring of their texts",
    Step.REQUESTED: "their wish is recorded; nothing of theirs is revealed from here on",
    Step.DESTROYED: "their key is destroyed",
    Step.PURGED: "what was kept in the clear is removed",
    Step.RECORDED: "it is recorded that they are forgotten",
}


class NotPurged(ActionLearningError):
    """A page could not be removed, and may still hold what is to be forgotten."""

    where: str
    why: str
    says = "cannot remove {where}: {why}; remove it, then erase again"


@click.command("erase", cls=Command)
@click.argument("member_id", metavar="MEMBER")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--by", help="Who carries it out: an id, the beginning of one, or an alias. [default: the member]")
@click.option(
    "--purge",
    "folders",
    metavar="FOLDER",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also remove the pages about this journal from a folder; they can be made again. May be given again.",
)
def erase_member(member_id: str, *, yes: bool, by: str | None, folders: tuple[Path, ...]) -> None:
    """Forget somebody who asked for it: their words can be read by nobody any more, in no copy of the journal.

    What they did stays counted: figures, hashes and proofs do not change. A legal hold refuses it. Interrupted anywhere, it is
    finished by doing it again. It is final once `actionlearning privacy rewrap` has retired the key that their key was wrapped
    by; until then a backup of the keyring could be opened.

    Example: actionlearning erase M6 --yes
    """
    with current().look() as al:
        member = MemberId(named(al, member_id, "member")[0])
        carrying_out = MemberId(Names(al.journal).id(by)) if by else None
        if not yes and not click.confirm(f"Erase everything that {member_id} said, for good?", err=True):
            raise click.Abort
        done = erase(al, member, by=carrying_out, purges=purging(al, folders), reached=_tell)
        if current().json:
            show_json(told(done))
        else:
            click.echo(f"{member_id}: {said_of(done)}")


def said_of(state: Erasure) -> str:
    """How it stands with an erasure, in a line."""
    if not state.done:
        return "asked to be forgotten; not finished" if state.requested_at else "did not ask to be forgotten"
    return "erased; final" if state.final else "erased here; final after rewrap (actionlearning privacy rewrap)"


def told(state: Erasure) -> dict[str, object]:
    """The same for machines."""
    return {
        "member": state.member,
        "requested_at": state.requested_at,
        "destroyed": state.destroyed,
        "recorded_at": state.recorded_at,
        "done": state.done,
        "final": state.final,
    }


def purging(al: ActionLearning, folders: tuple[Path, ...]) -> list[Callable[[MemberId], None]]:
    """What removes the pages of this journal from folders. It cannot know which of them name somebody, so it spares none."""

    def purge(_: MemberId) -> None:
        for folder in folders:
            for page in sorted(folder.rglob("*.html")):
                _remove_if_ours(page, al.journal.id)

    return [purge] if folders else []


def _remove_if_ours(page: Path, journal: UUID) -> None:
    try:
        if str(journal).encode() in page.read_bytes():
            page.unlink()
            click.echo(f"removed {page}", err=True)
    except OSError as cause:
        raise NotPurged(where=str(page), why=cause.strerror or str(cause)) from cause


def _tell(step: Step) -> None:
    click.echo(STEPS[step], err=True)
