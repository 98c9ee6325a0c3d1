"""The contract of a journal: what any implementation must do, as tests to inherit.

```python
class TestOurJournal(GuardsReads, Durable, JournalContract):
    @pytest.fixture
    def make(self, tmp_path):
        return lambda: our_journal(tmp_path / "journal")
```

``JournalContract`` holds for every journal. ``GuardsReads`` certifies in addition that streams which were only read are
guarded; a journal that guards no more than what it writes inherits ``GuardsWritesOnly`` instead. ``Durable`` certifies that
what was recorded outlives the object that recorded it: there ``make`` opens the same journal each time. A journal that forgets
goes without, and its ``make`` returns a new, empty one. ``AppendsMany`` certifies what is recorded many commands at once, by
``journal.bulk``, with an ``append_many`` of the journal's own or without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from time import monotonic, sleep
from uuid import uuid4

import pytest

from actionlearning.journal.port import Journal
from actionlearning.testing.journal_bulk import AppendsMany
from actionlearning.testing.journal_events import everything, new, rating, registered, several
from actionlearning.testing.journal_guards import Durable, GuardsReads, GuardsWritesOnly
from actionlearning.testing.journal_reading import ReadsBack
from actionlearning.testing.journal_recording import RecordsInOrder

__all__ = ["AppendsMany", "Durable", "GuardsReads", "GuardsWritesOnly", "JournalContract", "new", "rating", "registered"]

PATIENCE, SHORTLY = 5.0, 0.01
"""Seconds."""


class JournalContract(ReadsBack, RecordsInOrder):
    """Inherit, and give the fixture ``make``: a function that opens the journal under test."""

    @pytest.fixture
    def make(self) -> Callable[[], Journal]:
        """A function that opens the journal under test."""
        raise NotImplementedError("give the fixture make: a function that opens the journal under test")

    @pytest.fixture
    def journal(self, make: Callable[[], Journal]) -> Iterator[Journal]:
        """One open journal, closed afterwards."""
        with closing(make()) as journal:
            yield journal

    def test_an_empty_journal_holds_nothing(self, journal: Journal) -> None:
        assert (
            everything(journal),
            list(journal.read(uuid4())),
            list(journal.aliases()),
            list(journal.streams("")),
            journal.tip(uuid4()),
            journal.position(),
            journal.command(uuid4()),
        ) == ([], [], [], [], 0, 0, None)

    def test_a_journal_that_nobody_is_writing_is_settled_to_its_end(self, journal: Journal) -> None:
        assert (journal.settled(), journal.count(after=0, until=0)) == (0, 0)
        told = journal.append(several(uuid4(), range(1, 6)), guards={})
        assert told[-1] == journal.position()
        deadline = monotonic() + PATIENCE
        while journal.settled() < told[-1] and monotonic() < deadline:
            sleep(SHORTLY)  # others that use the same server may hold it up
        assert told[-1] == journal.settled()
        assert [journal.count(after=after, until=told[-1]) for after in (0, told[1], told[3], told[4])] == [5, 3, 1, 0]
        assert journal.count(after=told[0], until=told[2]) == len(told[1:3])

    def test_it_is_simulated_once_it_was_marked_and_for_ever(self, journal: Journal) -> None:
        assert not journal.simulated
        journal.mark_simulated()
        journal.mark_simulated()
        assert journal.simulated
        assert everything(journal) == []

    def test_closing_twice_is_harmless(self, journal: Journal) -> None:
        journal.close()
        journal.close()
