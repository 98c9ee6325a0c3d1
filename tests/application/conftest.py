"""A library on each journal, a company in memory, and the programme of Calder Vale to read in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from company import Company, opened
from erasing_vale import Vale, told

from actionlearning import ActionLearning, members, problems


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


@pytest.fixture(scope="module")
def vale() -> Iterator[Vale]:
    """With a stranger to it, a text that was let out, and a goal that nobody else may read."""
    it = told("memory:")
    al = it.al
    it.ids["stranger"] = al.acting_as(None).do(members.register, name="Noor", role="auditor", organisation="Elsewhere")
    al.acting_as(it.member("M2")).do(problems.release_to_sponsor, problem=it.ids["delays"], version=1, label="title")
    al.acting_as(it.member("M5")).do(members.set_development_goal, goal="Ask before I design")
    with al:
        yield it
