"""What an auditor is told: what was proved, what was not, and what is wrong; and history from a bundle alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from actionlearning.application.library import ActionLearning
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.guarantees import GUARANTEES, NOT_CLAIMED
from actionlearning.audit.note import PRIVATE, Verified, Verifier
from actionlearning.audit.progress import Tell
from actionlearning.audit.replay import BundleJournal
from actionlearning.audit.verify import Problem, Verdict
from actionlearning.cli.history import show_history
from actionlearning.cli.teller import Teller
from actionlearning.domain.errors import ActionLearningError
from actionlearning.projections.sentences import Mention, Person
from actionlearning.sealing.keyring import MemoryKeyring

__all__ = ["as_json", "harmless", "not_proved", "proved", "read_file", "replayed", "root_of", "sentences", "verifiers_of"]

FAILED, REFUSED = 1, 3
HASH_HEX = 64


class SealedTeller(Teller):
    """Tells people apart by their ids, for what they are called is sealed; what anybody may have written is made harmless."""

    def __init__(self, al: ActionLearning, *, console: bool = True) -> None:
        super().__init__(al, console=console)
        safe = self.safe
        self.safe = lambda text: safe(harmless(text))

    def __call__(self, mention: Mention) -> str:
        return f"member {str(mention.id)[:8]}" if isinstance(mention, Person) else super().__call__(mention)


def harmless(text: str) -> str:
    """A text without what would move a terminal's cursor or colour its letters: a bundle may be anybody's work."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def verifiers_of(given: Iterable[str]) -> tuple[Verifier, ...]:
    """Keys as they were typed, or the files with some, a line each. Raises ``BadKey``."""
    found: list[Verifier] = []
    for text in given:
        path = Path(text)
        if path.is_file():
            lines = [line for line in read_file(path).decode("utf-8", "replace").splitlines() if line.strip()]
            if any(line.startswith(PRIVATE) for line in lines):
                raise click.UsageError(f"{text} has keys that sign; whoever verifies has no business with them")
            found += map(Verifier.read, lines)
        else:
            found.append(Verifier.read(text))
    return tuple(found)


def read_file(path: Path) -> bytes:
    """A file that was named."""
    try:
        return path.read_bytes()
    except OSError as cause:
        raise click.UsageError(f"{path} cannot be read: {cause.strerror}") from cause


def root_of(text: str | None) -> tuple[int, bytes] | None:
    """A size and a root, as somebody types them."""
    if text is None:
        return None
    size, _, root = text.partition(":")
    try:
        if size.isdecimal() and len(root) == HASH_HEX:
            return int(size), bytes.fromhex(root)
    except ValueError:
        pass
    raise click.UsageError(f"{text!r} is no size and root; write 812:1f3a… with 64 hexadecimal digits")


def sentences(verdict: Verdict) -> Iterator[str]:
    """What came of verifying a bundle, in words, a paragraph at a time."""
    for problem in verdict.problems:
        yield f"WRONG: {problem}{_window(verdict, problem)}"
    yield from _looked_at(verdict)
    if verdict.holds:
        yield "Proved:"
        yield from proved(verdict)
        yield "Not proved:"
        yield from not_proved(verdict)
    yield ""
    for guarantee in GUARANTEES:
        yield f"- {guarantee}"
    yield f"Not claimed: {', '.join(NOT_CLAIMED)}."
    yield ""
    yield "VERIFIED" if verdict.holds else "NOT VERIFIED"


def _window(verdict: Verdict, problem: Problem) -> str:
    if not verdict.is_outside(problem):
        return ""
    return " (outside the window: no checkpoint that you hold covers it)"


def _looked_at(verdict: Verdict) -> Iterator[str]:
    checkpoint, believed = verdict.checkpoint, verdict.believed
    if checkpoint is None:
        return
    yield f"log      {checkpoint.origin}"
    yield f"events   {verdict.entries} looked at, of {verdict.size}"
    yield f"root     {checkpoint.root.hex()}"
    for verified in () if believed is None else believed.log:
        yield f"signed   by the log, with the key {verified.verifier.key_id.hex()}"
    for verified in () if believed is None else believed.witnesses:
        yield f"signed   by the witness {verified.verifier.name}, who says that it was {_seen(verified)}"


def proved(verdict: Verdict) -> Iterator[str]:
    """What a verdict that holds has proved, a line each."""
    if verdict.whole:
        yield "- these are the events that were signed: none was edited, deleted, inserted or moved since"
    else:
        yield "- each of these events is in the log that was signed, as it is here"
    for held in verdict.held:
        yield f"- history has only grown since your checkpoint of {held.size} events"


def _seen(verified: Verified) -> str:
    try:
        return f"{datetime.fromtimestamp(verified.seen_at or 0, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"{verified.seen_at} seconds after 1970 began"


def not_proved(verdict: Verdict) -> Iterator[str]:
    """What it has not."""
    covered, size = verdict.covered, verdict.size
    if not verdict.held:
        yield "- that the operator has not changed it all: bring a checkpoint that you have kept, with --checkpoint"
    elif covered < size:
        yield (
            f"- events {covered + 1} to {size}: they are outside the window, newer than the checkpoint that you hold, and not "
            "yet protected; keep the checkpoint of this bundle, and they will be"
        )
    if not verdict.whole:
        yield "- that nothing was left out: an excerpt shows what is in it"
    if verdict.believed is None or not verdict.believed.witnesses:
        yield "- that others are shown the same history: no independent witness was named"


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The same for machines."""
    checkpoint, believed = verdict.checkpoint, verdict.believed
    return {
        "verified": verdict.holds,
        "problems": [
            {
                "where": each.where,
                "why": each.why,
                "event": None if each.index is None else each.index + 1,
                "outside_the_window": verdict.is_outside(each),
            }
            for each in verdict.problems
        ],
        "kind": None if verdict.about is None else verdict.about.kind,
        "log": None if checkpoint is None else checkpoint.origin,
        "size": verdict.size,
        "root": None if checkpoint is None else checkpoint.root.hex(),
        "events": verdict.entries,
        "covered": verdict.covered,
        "held": [{"size": each.size, "root": each.root.hex(), "proved": each.proved} for each in verdict.held],
        "signed_by": [] if believed is None else [str(each.verifier) for each in believed.log],
        "witnesses": [] if believed is None else [{"name": e.verifier.name, "seen_at": e.seen_at} for e in believed.witnesses],
        "guarantees": GUARANTEES,
        "not_claimed": NOT_CLAIMED,
    }


def replayed(folder: Path, kind: str, id: str, keys: tuple[str, ...], tell: Tell) -> int:  # noqa: A002  # what a person types
    """Show history from a bundle; answers the exit code."""
    journal = BundleJournal(folder, trust=Trust(verifiers_of(keys)) if keys else None, tell=tell)
    for problem in journal.verdict.problems:
        _say(str(problem))
    if not keys:
        click.echo("nobody's signature was looked at; name the log's key with --key, or verify the bundle first", err=True)
    told = True
    try:
        with ActionLearning(journal, keyring=MemoryKeyring()) as al:
            show_history(al, kind, id, teller=SealedTeller)
    except ActionLearningError as error:
        told = False
        _say(str(error))
    except Exception as surprise:  # noqa: BLE001  # no decision made these events that can be told of in no other way
        told = False
        _say(f"what is in it makes no history: {type(surprise).__name__}: {surprise}")
    for position, unreadable in sorted(journal.unreadable.items()):
        _say(f"position {position}: {unreadable}")
    if journal.verdict.problems:
        return REFUSED
    return 0 if told and not journal.unreadable else FAILED


def _say(words: str) -> None:
    click.echo(f"actionlearning: {harmless(words)}", err=True)
