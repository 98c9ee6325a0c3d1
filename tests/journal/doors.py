"""What the tests of opening share: a journal that is there, what a folder holds, and how one was turned away."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from places import command_of, opened, rated, url_of


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder and what is in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def begun(path: Path) -> None:
    """A journal with one event."""
    with closing(opened(url_of(path))) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})


def refused(url: str, kind: type[Any], **options: Any) -> Any:
    with pytest.raises(kind) as error:
        opened(url, **options).close()
    return error.value
