"""An application on ``eventsourcing`` follows a journal of ours with its own runner, and records nothing past the rules."""

from __future__ import annotations

from contextlib import closing
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from keeping import opened, recorded

from actionlearning.journal.followed import CannotFollow, application_of
from actionlearning.journal.port import Journal, Recorded
from actionlearning.testing.journal_events import new, registered

ONE = UUID(int=1)
PATIENCE = 20
"""Seconds that a runner may take."""


class Seen(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def see(self, recorded: Any, tracking: Tracking) -> None:
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.seen.append(recorded)


class See(Projection[Seen]):
    topics = ("member.self-rating-given.1",)

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.see(domain_event, tracking)


def test_its_runner_is_given_what_was_recorded_as_it_is_read(journal: Journal) -> None:
    recorded(journal, [ONE], each=3, others=True)
    followed = application_of(journal)
    with ProjectionRunner(application_class=followed, projection_class=See, view_class=Seen, env={}) as runner:
        runner.wait(3, timeout=PATIENCE)
        recorded(journal, [ONE], each=2)
        runner.wait(6, timeout=PATIENCE)
        assert list(journal.read_all(names=["member.self-rating-given"])) == runner.view.seen
        assert 6 == runner.view.max_tracking_id("actionlearning")
    assert journal.position() == 6, "the journal is still the caller's"


def test_the_notification_log_is_that_of_the_journal(journal: Journal) -> None:
    recorded(journal, [ONE], each=3)
    log = application_of(journal, name="ours")().notification_log
    assert [(1, ONE, 1), (2, ONE, 2), (3, ONE, 3)] == [
        (each.id, each.originator_id, each.originator_version) for each in log.select(start=1, limit=10)
    ]


def test_personal_text_arrives_sealed(journal: Journal) -> None:
    journal.append([new(ONE, 1, registered("Aïsha"))], guards={})
    application = application_of(journal)()
    (stored,) = application.recorder.select_events(ONE)
    read: Recorded[Any] = application.mapper.to_domain_event(stored)  # type: ignore[assignment]  # of ours
    assert read.event.name.text is None
    assert "Aïsha" == journal.reveal(read.event.name)


def test_nothing_is_recorded_past_the_rules(journal: Journal) -> None:
    application = application_of(journal)()
    with pytest.raises(CannotFollow):
        application.save(Aggregate())
    with pytest.raises(CannotFollow):
        application.save()
    assert journal.position() == 0


def test_a_journal_on_a_plain_module_is_followed_by_that_module() -> None:
    with closing(opened("plain:eventsourcing.popo", guards="written-only")) as journal, pytest.raises(CannotFollow):
        application_of(journal)
