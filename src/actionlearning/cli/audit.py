"""``audit``: sign how far a journal has come, take bundles out, and verify and read a bundle without the journal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from actionlearning.cli.output import console, progress_console, rows, show_json
from actionlearning.cli.settings import Command, LookingCommand, current

if TYPE_CHECKING:
    from actionlearning.application.auditing import Auditing
    from actionlearning.application.library import ActionLearning
    from actionlearning.audit.progress import Progress as Told

__all__ = ["audit"]

REFUSED = 3
WIDTH = 80
FOLDER = click.Path(path_type=Path)
KINDS = ("programme", "set", "problem", "member", "candidate")

_key_file = click.option(
    "--key-file",
    "file",
    type=FOLDER,
    envvar="ACTIONLEARNING_AUDIT_KEY",
    help="The keys that sign. [default: beside a SQLite journal, else actionlearning.audit.key here]",
)
_keys = click.option("--key", "keys", metavar="KEY", multiple=True, help="A key that verifies, or a file with some.")
_witnesses = click.option(
    "--witness", "witnesses", metavar="KEY", multiple=True, help="The key of a witness; may be given again."
)
_sink = click.option("--to", "folder", type=FOLDER, help="A folder out of the operator's reach that keeps checkpoints.")


class _Group(click.Group):
    """A command with commands below it, which take the shared options as well."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *Command.shared]


@click.group(cls=_Group)
def audit() -> None:
    """Prove to an outsider that history is complete and unaltered.

    The operator uses init, checkpoint, status and bundle. An auditor uses verify and replay, which need no journal, no
    database and no secret.

    Example: actionlearning audit verify bundle --key auditors-copy.key --checkpoint auditors-copy.checkpoint
    """


@audit.command()
@click.option("--name", default="actionlearning", help="What the log is called, before the journal's id: example.org/learning")
@_key_file
@click.option("--rotate", is_flag=True, help="Sign with a new key too from now on.")
@click.option("--retire", metavar="HASH", help="Sign with the key no more that has this hash in it.")
def init(name: str, file: Path | None, rotate: bool, retire: str | None) -> None:
    """Begin the audit log of a journal, and print the keys that verify it.

    Give what it prints to everybody who is to verify, on a way that nobody can tamper with. What is in the key file signs, and
    belongs where only the sequencer reads it. To change keys, rotate, hand out the new key, and retire the old one later.

    Example: actionlearning audit init --name example.org/learning
    """
    from actionlearning.cli.audit_keys import key_file, prepared  # noqa: PLC0415  # help needs no library

    with _auditing() as (al, auditing):
        origin, keys = auditing.origin(name), key_file(file, current().url)
        prepared(auditing, keys, origin, rotate=rotate, retire=retire)
        auditing.begin(name)
        verifiers = [str(signer.verifier) for signer in keys.signers()]
        if current().json:
            show_json({"log": origin, "keys": verifiers, "file": str(keys.path), "journal": str(al.journal.id)})
            return
        click.echo(f"the keys that sign are in {keys.path}; keep it where only the sequencer reads it", err=True)
        for verifier in verifiers:
            click.echo(verifier)


@audit.command()
@_key_file
@_sink
@click.option("--cosigned", type=FOLDER, help="What a witness answered: add its signature to the checkpoint it saw.")
@_witnesses
def checkpoint(file: Path | None, folder: Path | None, cosigned: Path | None, witnesses: tuple[str, ...]) -> None:
    """Hash what was recorded since the last time, sign how far the journal has come, and print the checkpoint.

    It protects what it covers as soon as it is held by somebody who is not the operator: send it to the auditor, or let --to
    name a folder of theirs. Where the journal is not what it was, nothing is signed, and the exit code is 3.

    Example: actionlearning audit checkpoint --to /mnt/auditor/checkpoints
    """
    from actionlearning.audit.sinks import FileSink  # noqa: PLC0415  # help needs no library
    from actionlearning.cli.audit_keys import key_file  # noqa: PLC0415  # as above
    from actionlearning.cli.audit_words import read_file, verifiers_of  # noqa: PLC0415  # as above

    sink = None if folder is None else FileSink(folder)
    with _auditing() as (_, auditing):
        if cosigned is not None:
            published = auditing.cosign(read_file(cosigned), verifiers_of(witnesses), sink=sink)
        else:
            with _bar("hashing") as tell:
                published = auditing.checkpoint(key_file(file, current().url).signers(), sink=sink, tell=tell)
    if current().json:
        signed = _told(published)
        show_json({"size": signed.size, "root": signed.root.hex(), "checkpoint": published.decode()})
        return
    click.echo(published.decode(), nl=False)


@audit.command()
@click.option("--all", "everything", is_flag=True, help="Hash the whole journal again, and compare.")
@_sink
def status(everything: bool, folder: Path | None) -> None:
    """Show how far the audit log is, and whether it was halted.

    The exit code is 3 where it was: somebody has changed what was recorded.

    Example: actionlearning audit status --all
    """
    from actionlearning.audit.sinks import FileSink  # noqa: PLC0415  # help needs no library

    if folder is not None and not everything:
        raise click.UsageError("--to has a checkpoint that everything is compared with; give --all with it")
    with _auditing() as (_, auditing):
        if everything:
            with _bar("hashing again") as tell:
                auditing.examine(sink=None if folder is None else FileSink(folder), tell=tell)
        told = auditing.status()
    signed = told.signed
    if current().json:
        show_json(
            {
                "log": told.log,
                "hashed": told.hashed,
                "position": told.position,
                "journal_position": told.tip,
                "signed": None if signed is None else {"size": signed.size, "root": signed.root.hex()},
                "alarm": told.alarm,
                "alarm_position": told.alarm_position,
            }
        )
    else:
        lines = (
            ("log", told.log),
            ("hashed", f"{told.hashed} events, up to position {told.position} of {told.tip}"),
            ("signed", "nothing yet" if signed is None else f"{signed.size} events, root {signed.root.hex()}"),
            ("not signed yet", f"{told.unsigned} of the hashed events"),
        )
        console().print(rows("", ("what", "how it stands"), lines))
    if told.alarm is not None:
        click.echo(f"actionlearning: halted at position {told.alarm_position}: {told.alarm}", err=True)
        click.get_current_context().exit(REFUSED)


@audit.command()
@click.option("--out", type=FOLDER, required=True, help="A new folder.")
@click.option("--set", "of_set", metavar="ID", help="Only what belongs to this set, each event with its proof.")
@click.option(
    "--since", type=int, metavar="SIZE", multiple=True, help="Prove that it has grown out of the checkpoint of so many events."
)
def bundle(out: Path, of_set: str | None, since: tuple[int, ...]) -> None:
    """Write what the last checkpoint covers into a folder that anybody can verify.

    What people said stays sealed in it. Every event is hashed again on its way out.

    Example: actionlearning audit bundle --out bundle
    """
    from actionlearning.application.names import Names  # noqa: PLC0415  # help needs no library

    with _auditing() as (al, auditing), _bar("writing") as tell:
        if of_set is None:
            written = auditing.bundle(out, since=since, tell=tell)
        else:
            written = auditing.excerpt(out, set=Names(al.journal).id(of_set), since=since, tell=tell)
        told = auditing.status()
        newer = al.journal.count(after=told.position, until=told.tip) + told.hashed - written.size
    if current().json:
        show_json({"folder": str(out), "log": written.origin, "size": written.size, "root": written.root.hex(), "newer": newer})
        return
    left = f"; {newer} newer events are not signed yet, and not in it" if newer else ""
    click.echo(f"{out}: up to event {written.size} of {written.origin}{left}")


@audit.command()
@click.argument("folder", type=FOLDER)
@_keys
@click.option("--checkpoint", "checkpoints", type=FOLDER, multiple=True, help="One that you have kept; may be given again.")
@click.option("--root", metavar="SIZE:HEX", help="A root that you trust, over so many events.")
@_witnesses
@click.option("--quorum", type=click.IntRange(min=0), help="How many of the witnesses must have signed. [default: all]")
def verify(
    folder: Path,
    keys: tuple[str, ...],
    checkpoints: tuple[Path, ...],
    root: str | None,
    witnesses: tuple[str, ...],
    quorum: int | None,
) -> None:
    """Verify a bundle, and say what was proved and what was not.

    Bring from elsewhere whom you believe: the key of the log, and the last checkpoint that you were given. The exit code is 0
    where everything holds and 3 where anything does not.

    Example: actionlearning audit verify bundle --key auditors-copy.key --checkpoint auditors-copy.checkpoint
    """
    from actionlearning.audit.checkpoint import Trust  # noqa: PLC0415  # help needs no library
    from actionlearning.audit.verify import verify as verified  # noqa: PLC0415  # as above
    from actionlearning.cli.audit_words import as_json, harmless, read_file, root_of, sentences, verifiers_of  # noqa: PLC0415  # as above

    if not keys:
        raise click.UsageError("name the key that you believe with --key; one that came with the bundle proves nothing")
    trust = Trust(verifiers_of(keys), verifiers_of(witnesses), quorum)
    held = [read_file(each) for each in checkpoints]
    with _bar("verifying") as tell:
        verdict = verified(folder, trust, checkpoints=held, root=root_of(root), tell=tell)
    if current().json:
        show_json(as_json(verdict))
    else:
        for sentence in sentences(verdict):
            told = fill(harmless(sentence), WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
            click.echo(told)
    if not verdict.holds:
        click.get_current_context().exit(REFUSED)


@audit.command(cls=LookingCommand)
@click.argument("folder", type=FOLDER)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("id", metavar="ID")
@_keys
def replay(folder: Path, kind: str, id: str, keys: tuple[str, ...]) -> None:  # noqa: A002  # what a person types
    """Tell what happened from a bundle alone, without the journal, a database or keys to what was said.

    It is told as `history` tells it, names and words aside, which stay sealed; a position is a place in the log. What cannot be
    read is left out and named with its position: then the exit code is 1, and 3 where the bundle is not what was hashed.

    Example: actionlearning audit replay bundle set ward-set --as-at 2025-06-03
    """
    from actionlearning.cli.audit_words import replayed  # noqa: PLC0415  # help needs no library

    with _bar("verifying") as tell:
        code = replayed(folder, kind, id, keys, tell)
    if code:
        click.get_current_context().exit(code)


@contextmanager
def _auditing() -> Iterator[tuple[ActionLearning, Auditing]]:
    """The journal that was named, and its audit log."""
    with current().look() as al:
        yield al, al.audit


def _told(published: bytes) -> Any:
    from actionlearning.audit.checkpoint import unverified  # noqa: PLC0415  # help needs no library
    from actionlearning.audit.note import read_note  # noqa: PLC0415  # as above

    return unverified(read_note(published))


@contextmanager
def _bar(doing: str) -> Iterator[Callable[[Told], None]]:
    """A bar on stderr with its rate and the time left, where somebody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=progress_console(), transient=True, disable=not sys.stderr.isatty()) as progress:
        tasks: list[TaskID] = []

        def tell(told: Told) -> None:
            if not tasks:
                tasks.append(progress.add_task(doing, total=told.total, rate=""))
            progress.update(tasks[0], completed=told.done, total=told.total, rate=f"{told.rate:,.0f}/s")

        yield tell
