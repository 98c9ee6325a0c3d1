"""A look-up waits for a batch that is being written only where that may change its row."""

from __future__ import annotations

from typing import Any

import pytest

from actionlearning.journal.tables import Column, Kind, Table
from actionlearning.projections.running.standing import _Sent
from actionlearning.testing.table_samples import KEYS, ONE, TWO

IDS = Table("ids", (Column("id", Kind.ID), Column("number", Kind.INTEGER)), key=("id", "number"))


class Never:
    def wait(self) -> None: ...

    def landed(self) -> Any: ...


SENT = _Sent(
    Never(), 0, 1, {"ids": ({(ONE, 1): {}}, {(ONE, 2): {}}, frozenset({(ONE, 3)})), "keys_only": ({("a\0", ONE): {}}, {}, ())}
)


@pytest.mark.parametrize(
    ("touches", "table", "key"),
    [
        (True, IDS, (ONE, 1)),
        (True, IDS, (ONE, 2)),
        (True, IDS, (ONE, 3)),
        (False, IDS, (ONE, 4)),
        (False, IDS, (TWO, 1)),
        (True, KEYS, ("a\0", ONE)),
        (True, KEYS, ("a\N{REPLACEMENT CHARACTER}", ONE)),
        (False, Table("others", IDS.columns, key=IDS.key), (ONE, 1)),
    ],
)
def test_a_batch_touches_what_it_writes_and_what_may_be_kept_as_that(touches: bool, table: Table, key: Any) -> None:
    assert touches == SENT.touches(table, key)
