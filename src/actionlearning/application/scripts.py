"""Scripts: JSON Lines, one command a line, run against a journal so that running again completes and repeats nothing.

A line is ``{"do": "problems.commit_action", "by": "M1", "at": "2025-01-14T15:10:00+00:00", "as": "A01", "with": {…}}``: the use
case, who acts, when it occurred, a label for the answer, and the arguments, in which labels stand for ids; ``"about": ["M2"]``
says who else is named in its texts. The first line may be a header, ``{"script": "calder-vale"}``, and between commands a
chapter may be marked, ``{"chapter": "…", "says": "…"}``. A line's command id is made from the script's name and its label or
number, never from its content: a hash of short private text would survive its erasure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, get_type_hints
from uuid import UUID, uuid5

import msgspec
from attrs import frozen

from actionlearning.application.catalogue import use_case
from actionlearning.application.inputs import Label, Moment, plainly
from actionlearning.application.library import ActionLearning
from actionlearning.application.names import Names
from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.values import MemberId

__all__ = ["BadLine", "Chapter", "Done", "LineFailed", "RealHistory", "ScriptClock", "length", "run"]

SCRIPTS = UUID("6ac11ea7-41f0-5c52-9a3e-0f1f6a6f0a01")
"""The namespace in which a script's name becomes its id."""


class BadLine(BadInput):
    """A line of a script cannot be read."""

    why: str
    says = "{why}"


class LineFailed(ActionLearningError):
    """A script stopped. What it recorded before stays recorded; run it again once the line is mended."""

    script: str
    line: int
    why: str
    recorded: int
    already: int
    says = (
        "line {line} of {script}: {why}. Lines recorded before it: {recorded} now, {already} in an earlier run; "
        "when that is mended, run the script again"
    )


class RealHistory(Refused):
    """A simulated clock would put made-up times among real ones."""

    says = "this journal holds real history, and a script's clock would make it simulated for ever; use a new journal"


class _Line(msgspec.Struct, forbid_unknown_fields=True, rename={"as_": "as", "with_": "with"}):
    script: str | None = None
    chapter: str | None = None
    says: str | None = None
    do: str | None = None
    by: str | None = None
    at: Moment | None = None
    recorded: Moment | None = None
    as_: Label | None = None
    about: tuple[str, ...] = ()
    with_: dict[str, Any] = {}


@frozen
class Chapter:
    """A marker between commands, for whoever tells the story."""

    title: str
    says: str


@frozen(kw_only=True)
class Done:
    """One line that is recorded: what it did, what it answered, and whether it had been recorded before."""

    line: int
    do: str
    by: str | None
    at: datetime
    alias: str | None
    answer: Any
    arguments: dict[str, Any]
    already: bool


class ScriptClock:
    """A clock that a script sets, line by line."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def length(lines: Iterable[str]) -> int:
    """How many lines there are to run, for a progress bar."""
    return sum(1 for line in lines if line.strip())


def run(al: ActionLearning, lines: Iterable[str], *, name: str, clock: ScriptClock | None = None) -> Iterator[Done | Chapter]:
    """Run a script line by line; each line is recorded when its ``Done`` is yielded.

    ``name`` is the script's name unless its header gives one. With a ``clock``, which the library must have been opened with,
    recorded time follows the script and the journal is marked simulated for ever. Raises ``LineFailed`` from whatever a line
    raised, and ``RealHistory``.
    """
    if clock is not None and not al.journal.simulated:
        if al.journal.position() > 0:
            raise RealHistory
        al.journal.mark_simulated()
    run = _Run(al, name, clock)
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            told = run.line(number, text)
        except ActionLearningError as cause:
            raise LineFailed(
                script=run.name, line=number, why=str(cause), recorded=run.recorded, already=run.already
            ) from cause
        if told is not None:
            yield told


class _Run:
    """One run of one script: the labels it has given, and how far it has come."""

    def __init__(self, al: ActionLearning, name: str, clock: ScriptClock | None) -> None:
        self.al = al
        self.name = name
        self.clock = clock
        self.names = Names(al.journal)
        self.labels: set[str] = set()
        self.recorded = 0
        self.already = 0

    def line(self, number: int, text: str) -> Done | Chapter | None:
        """Carry out one line; a header answers None."""
        line = _read(text)
        if line.script is not None:
            if self.recorded or self.already:
                raise BadLine(why="a header stands on the first line")
            self.name = line.script
            return None
        if line.chapter is not None:
            return Chapter(line.chapter, line.says or "")
        if line.as_ is not None and line.as_ in self.labels:
            raise BadLine(why=f'the label "{line.as_}" is taken by an earlier line; choose another')
        if self.clock is not None:
            self.clock.now = _set_by(line)
        done = self._carry_out(line, number)
        if line.as_ is not None:
            self.labels.add(line.as_)
            self.names.give(line.as_, done.answer)
        if done.already:
            self.already += 1
        else:
            self.recorded += 1
        return done

    def _carry_out(self, line: _Line, number: int) -> Done:
        assert line.do is not None
        asked = use_case(line.do)
        command = uuid5(uuid5(SCRIPTS, self.name), line.as_ or str(number))
        hints = get_type_hints(asked)
        arguments = {key: self.names.resolve(hints.get(key, Any), value) for key, value in line.with_.items()}
        actor = None if line.by is None else MemberId(self.names.id(line.by))
        about = [MemberId(self.names.id(name)) for name in line.about]
        acting = self.al.acting_as(actor, at=line.at, command_id=command, alias=line.as_, also_about=about)
        answer, already = acting.carry_out(asked, arguments)
        return Done(
            line=number,
            do=line.do,
            by=line.by,
            at=acting.at or self.al.clock(),
            alias=line.as_,
            answer=answer,
            arguments=line.with_,
            already=already,
        )


def _read(text: str) -> _Line:
    try:
        line = msgspec.json.decode(text.encode(errors="surrogatepass"), type=_Line)
    except msgspec.ValidationError as cause:
        raise BadLine(why=f"not a command: {plainly(cause)}") from cause
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as cause:
        raise BadLine(why=f"not JSON: {cause}") from cause
    if line.do is None and line.script is None and line.chapter is None:
        raise BadLine(why='it says neither what to "do" nor which "script" or "chapter" begins')
    return line


def _set_by(line: _Line) -> datetime:
    now = line.recorded or line.at
    if now is None:
        raise BadLine(why='a script that sets the clock says on every line "at" what time it occurred')
    return now
