"""Journals to keep tables beside: in memory, in an SQLite file, and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keeping import opened

from actionlearning.journal.port import Journal


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a journal may begin that several can open."""
    return f"sqlite:///{tmp_path / 'kept.db'}" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """An open, empty journal."""
    urls = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path / 'kept.db'}"}
    where = urls.get(request.param) or str(request.getfixturevalue("postgres_url"))
    with closing(opened(where)) as made:
        yield made
