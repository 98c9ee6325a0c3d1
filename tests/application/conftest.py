"""A library on each journal, and a company in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from company import Company, opened

from actionlearning import ActionLearning


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh journal, of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'journal.db'}"


@pytest.fixture
def al(url: str) -> Iterator[ActionLearning]:
    with opened(url) as library:
        yield library


@pytest.fixture
def company() -> Company:
    return Company(opened())
