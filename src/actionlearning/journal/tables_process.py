"""A process that writes tables while another goes on reading and folding, so that a long way is gone on two cores.

It is started for a while by whoever has much to catch up on, writes what comes to it through a pipe, a batch at a time and in
order, and ends when the pipe does. It may hold where rows are, as long as it wrote last, and no other state: rows and position
are still saved in one transaction, and only where the revision is the one that was read.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

import msgspec

from actionlearning.domain.errors import ActionLearningError
from actionlearning.journal.port import JournalBusy, JournalError, JournalUnavailable
from actionlearning.journal.tables import BadRow, Overtaken, Write
from actionlearning.journal.tables_tracking import Tracking
from actionlearning.journal.tables_writing import Flight, WritingThread
from actionlearning.journal.types_met import met

__all__ = ["WritingProcess", "serve"]

SECONDS = 10
"""How long a process that was told to end may take."""


class _Order(msgspec.Struct, frozen=True):
    """What is to be written."""

    tracking: Tracking
    writes: list[Write]


class _Answer(msgspec.Struct, frozen=True):
    """The tracking row as it stands, or what went wrong: the name of an error and its fields."""

    tracking: Tracking | None = None
    error: str = ""
    fields: dict[str, str] = {}


met(_Order, _Answer)

ERRORS: dict[str, type[ActionLearningError]] = {
    error.__name__: error for error in (BadRow, Overtaken, JournalBusy, JournalUnavailable)
}


class WritingProcess:
    """The process, started at once. ``module`` has a ``main`` that makes a store of ``arguments`` and serves it."""

    def __init__(self, module: str, arguments: dict[str, Any], where: str) -> None:
        self._where = where
        self._thread = WritingThread(self._written)
        # Modules are looked for where this process does, and with -P not in the folder it happens to stand in.
        here = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        try:
            self._process = subprocess.Popen(  # noqa: S603  # this interpreter, and a room of this package
                [sys.executable, "-P", "-c", f"from {module} import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=here,
            )
        except OSError as cause:
            raise JournalUnavailable(where=where, why=f"no second process can be started: {cause}") from cause
        self._send(msgspec.json.encode(arguments))

    def begin(self, tracking: Tracking, writes: Sequence[Write]) -> Flight:
        """See ``Writer``. A thread sends it and waits for the answer, so that whoever is interrupted breaks no frame in two."""
        return self._thread.begin(tracking, writes)

    def close(self) -> None:
        """See ``Writer``."""
        self._thread.close()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None, "both were asked for"
            try:
                pipe.close()
            except OSError:
                continue  # it has ended already
        try:
            self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _written(self, tracking: Tracking, writes: Sequence[Write]) -> Tracking:
        """Send a batch, and wait for the answer: what ``TableStore.save`` answers, or raises."""
        self._send(_encoded(tracking, writes))
        assert self._process.stdout is not None, "it was asked for"
        frame = _read(self._process.stdout)
        if frame is None:
            raise JournalUnavailable(where=self._where, why="the process that writes its tables has ended")
        answer = msgspec.json.decode(frame, type=_Answer)
        if answer.tracking is None:
            raise ERRORS[answer.error](**answer.fields)
        return answer.tracking

    def _send(self, frame: bytes) -> None:
        assert self._process.stdin is not None, "it was asked for"
        try:
            _write(self._process.stdin, frame)
        except OSError:
            return  # that it has ended is for those to say who wait for an answer


def serve(make: Callable[[dict[str, Any]], Callable[[Tracking, Sequence[Write]], Tracking]]) -> None:
    """Write what comes through standard input until it ends. ``make`` answers what writes, of what came first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the other ends its pipe, and so this
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints goes where it does no harm
    first = _read(orders)
    if first is None:
        return
    write = make(msgspec.json.decode(first))
    decoder = msgspec.json.Decoder(_Order)
    with suppress(BrokenPipeError):  # whoever asked is gone; what was written stands
        while (frame := _read(orders)) is not None:
            _write(answers, msgspec.json.encode(_answer(write, decoder.decode(frame))))


def _encoded(tracking: Tracking, writes: Sequence[Write]) -> bytes:
    """Raises ``BadRow`` for half a character, which no database keeps either."""
    try:
        return msgspec.json.encode(_Order(tracking, list(writes)))
    except UnicodeEncodeError as cause:
        for write in writes:
            try:
                msgspec.json.encode(write)
            except UnicodeEncodeError:
                raise BadRow(table=write.table, why=str(cause)) from cause
        raise


def _answer(write: Callable[[Tracking, Sequence[Write]], Tracking], order: _Order) -> _Answer:
    try:
        return _Answer(tracking=write(order.tracking, order.writes))
    except (BadRow, JournalError) as error:
        return _Answer(error=type(error).__name__, fields=error.data)


def _write(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(len(frame).to_bytes(8, "big"))
    pipe.write(frame)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """The next frame; None where the other side has ended."""
    head = pipe.read(8)
    if len(head) < 8:  # noqa: PLR2004  # bytes of a length
        return None
    size = int.from_bytes(head, "big")
    frame = pipe.read(size)
    return frame if len(frame) == size else None
