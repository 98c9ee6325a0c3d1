"""Group commit on SQLite: threads that record at the same time share one transaction, and each gets an answer of its own.

Whoever finds the writer free leads: one transaction takes in what everybody has asked for by then, and answers once it is on
disk. Whoever is alone leads at once and waits for nobody. What a leader leaves behind, whatever stopped it, the next one
settles by what stands in the table.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Literal, TypeVar

from eventsourcing.persistence import ConnectionPoolClosedError, ConnectionUnavailableError

from actionlearning.forking import closed_before_a_fork, renewed_in_a_child
from actionlearning.journal.recorder import Lost
from actionlearning.journal.sqlite_asked import NO_MARKS, Asked, Values, of_this_thread, told_of
from actionlearning.journal.sqlite_writer import Writer

__all__ = ["GroupCommit"]

LOOK_AGAIN = 0.1
"""Seconds after which somebody who waits looks whether a leader is still there: only after a lost wake-up does it matter."""

Made = TypeVar("Made")

TOO_LONG = "another thread has been writing for too long"


class GroupCommit(Writer):
    """The one writer of a journal's file in this process, which its threads share."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], table: str, *, patience: float) -> None:
        super().__init__(connect, table)
        self._patience = patience
        self.begin_anew()
        renewed_in_a_child(self)
        closed_before_a_fork(self)

    def begin_anew(self) -> list[sqlite3.Connection]:
        """Let go, in a child process, of what its parent was doing, and answer its connection: it is not to be closed here."""
        left = [] if self._cursor is None else [self._cursor.connection]
        self._cursor = None
        self._writer = threading.RLock()  # which can tell whether the thread that lets go of it ever got it
        self._pending: deque[Asked] = deque()
        self._taken: list[Asked] = []
        return left

    def record(self, rows: Sequence[Values], guards: Mapping[str, int], marks: Mapping[str, bytes] = NO_MARKS) -> range:
        """Record these rows, or none; answer their positions, after the commit.

        Raises ``Stale`` for a guard, a mark or a version that does not hold, ``sqlite3.IntegrityError`` for a command that is
        known, ``Lost`` where nobody can tell, and what else SQLite raises, after which nothing was recorded.
        """
        if len(rows) == 1 and (position := self._as_the_writer(self._record_alone, rows[0], guards, marks)):
            return range(position, position + 1)
        asked = Asked(rows, guards, marks)
        try:
            self._pending.append(asked)
            self._as_the_writer(self._lead)
            if not asked.settled:
                self._wait_for(asked)
        except BaseException:  # an interrupt, while it waited or led: what nobody has taken is not to be recorded
            self._withdraw(asked)
            raise
        if asked.failure is not None:
            raise of_this_thread(asked.failure)
        return asked.positions

    def alone(self, work: Callable[[sqlite3.Cursor], Made]) -> Made:
        """What somebody does in a transaction that is nobody else's, for what is no command of a user."""
        done: tuple[Made] | None = self._as_the_writer(self._in_a_transaction, work, patience=self._patience)
        if done is None:
            raise ConnectionUnavailableError(TOO_LONG)
        (made,) = done
        return made

    def close(self) -> None:
        """Let go of the connection once nobody writes. Whoever still waits is told that the journal was closed.

        A writer who takes longer than anybody waits lets go of it at the end.
        """
        self._closed = True
        self._as_the_writer(self._disconnect, patience=self._patience)

    def close_idle(self) -> None:
        """Close the connection until it is needed again, if nobody writes at this moment."""
        self._as_the_writer(self._rest)

    # Taking turns

    def _as_the_writer(self, work: Callable[..., Made], *given: object, patience: float = 0) -> Made | None:
        """What somebody does while nobody else can write; None where another thread did so for longer than this one waits.

        The writer is taken and let go here and nowhere else. An interrupt can come right after any call, and so before a
        variable says that the writer was got, and on the way into a function that was to let go of it.
        """
        try:
            if not self._writer.acquire(timeout=patience):
                return None
            try:
                return work(*given)
            finally:
                if self._closed:
                    self._obey_closing()
        finally:
            try:
                self._writer.release()
            except RuntimeError:  # it was not got
                pass
            else:
                if self._pending:
                    self._ring_next()

    def _wait_for(self, asked: Asked) -> None:
        """Until it is settled, by whoever leads, or by its own thread once nobody does."""
        deadline = monotonic() + self._patience
        bell = threading.Lock()
        bell.acquire()
        asked.bell = bell
        while not asked.settled:  # seen after the bell was hung up, so that whoever settles it from now on rings
            if self._as_the_writer(self._lead):
                continue
            bell.acquire(timeout=LOOK_AGAIN)
            if not asked.settled and monotonic() > deadline and self._withdraw(asked):
                raise ConnectionUnavailableError(TOO_LONG)

    def _withdraw(self, asked: Asked) -> bool:
        """Whether it could be taken back, because no leader had taken it over yet."""
        try:
            self._pending.remove(asked)
        except ValueError:
            return False
        return True

    def _ring_next(self) -> None:
        """The writer is free: whoever has waited longest is told."""
        with suppress(IndexError):  # they have been settled just now
            self._pending[0].ring()

    # Writing. All of this is done by the one who holds the writer.

    def _record_alone(self, row: Values, guards: Mapping[str, int], marks: Mapping[str, bytes]) -> int:
        """Where one event was recorded that nobody else wanted to be in a group with, in one statement; 0 where it was not.

        Why it was not, the ordinary way finds out.
        """
        try:
            cursor = self._opened()
            if self._pending or self._taken or cursor.connection.in_transaction:
                return 0
            return self.statements.insert_if(cursor, row, guards, marks)
        except sqlite3.IntegrityError:
            return 0
        except sqlite3.Error as failure:
            raise of_this_thread(told_of(failure, None)) from failure

    def _in_a_transaction(self, work: Callable[[sqlite3.Cursor], Made]) -> tuple[Made]:
        self._settle_what_was_left()
        cursor = self._opened()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            made = work(cursor)
            cursor.execute("COMMIT")
        finally:
            self._roll_back()  # unless it was committed
        return (made,)

    def _rest(self) -> None:
        if self._cursor is not None and not self._cursor.connection.in_transaction:
            self._disconnect()

    def _lead(self) -> Literal[True]:
        """Commit what everybody has asked for so far."""
        self._settle_what_was_left()
        waiting = list(self._pending)
        try:
            cursor = self._opened()
            cursor.execute("BEGIN IMMEDIATE")
            self._take()
            self._record_taken(cursor)
        except (sqlite3.Error, ConnectionPoolClosedError) as failure:
            self._refuse(waiting, failure)  # who came while it waited in vain has somebody else try
        finally:
            self._settle_what_was_left()
        return True

    def _take(self) -> None:
        """Take over what is pending. At every moment each is in one of the two lists, if not in both."""
        for asked in list(self._pending):
            self._taken.append(asked)
            try:
                self._pending.remove(asked)
            except ValueError:  # withdrawn at the last moment
                self._taken.pop()

    def _record_taken(self, cursor: sqlite3.Cursor) -> None:
        taken = self._taken
        try:
            refusals = self._insert_together(cursor, taken)
        except Exception:  # noqa: BLE001  # whatever it was, each will hear of its own
            try:
                refusals = self._insert_one_by_one(cursor, taken)
            except sqlite3.Error as failure:
                self._roll_back()
                self._answer(taken, [failure] * len(taken))
                return
        try:
            cursor.execute("COMMIT")
        except sqlite3.Error as failure:
            self._roll_back()
            self._answer(taken, [told_of(failure, refused) for refused in refusals])
            return
        self._answer(taken, refusals)

    def _answer(self, taken: Sequence[Asked], refusals: Sequence[BaseException | None]) -> None:
        for asked, refused in zip(taken, refusals, strict=True):
            asked.settle(refused)
        self._taken.clear()

    def _refuse(self, some: Sequence[Asked], failure: BaseException) -> None:
        for asked in some:
            if self._withdraw(asked):
                asked.settle(failure)

    def _settle_what_was_left(self) -> None:
        """Finish what a leader could not: who stands in the table is answered, who does not is pending again."""
        self._roll_back()
        if not self._taken:
            return
        failure: BaseException | None = None
        try:
            cursor = self._opened()
            for asked in self._taken:
                if not asked.settled and (found := self.statements.standing(cursor, asked.rows)) is not None:
                    asked.positions = found
                    asked.settle()
        except (sqlite3.Error, ConnectionPoolClosedError) as cause:
            failure = Lost(f"the commit was interrupted, and the file cannot be read: {cause}")
        for asked in reversed(self._taken):
            if failure is not None and not asked.settled:
                asked.settle(failure)
            if not asked.settled and asked not in self._pending:
                self._pending.appendleft(asked)
        self._taken.clear()

    def _obey_closing(self) -> None:
        if self._pending:  # else no name of this module is looked up: it may be gone already as the interpreter ends
            self._refuse(list(self._pending), ConnectionPoolClosedError())
        self._disconnect()
