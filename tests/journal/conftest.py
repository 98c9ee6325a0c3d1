"""What the tests of the journal may ask for: factories that are closed in the end, and a group that records together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from grouped import Grouped


@pytest.fixture
def made() -> Iterator[Callable[[Any], Any]]:
    """Keeps factories until the end of a test, then closes them."""
    factories: list[Any] = []

    def keep(factory: Any) -> Any:
        factories.append(factory)
        return factory

    yield keep
    for factory in factories:
        factory.close()


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Grouped]:
    it = Grouped(tmp_path / "group.db")
    yield it
    it.group.close()
