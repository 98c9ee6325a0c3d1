"""The order of a journal, as the command line has it."""

from __future__ import annotations

import json

import pytest
from attrs import frozen
from click.testing import CliRunner

from actionlearning.cli.app import app
from actionlearning.cli.output import show_json

EXACT = 2**53 - 1


def test_only_postgresql_takes_an_order_other_than_serial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACTIONLEARNING_DB", raising=False)
    simulate = ["--db", "memory:", "--keyring", "memory:", "simulate", "--programmes", "1"]
    refused = CliRunner().invoke(app, ["--order", "concurrent", *simulate])
    assert refused.exit_code != 0
    assert "memory: cannot give out positions in the order concurrent" in str(refused.output) + str(refused.exception)
    assert CliRunner().invoke(app, ["--order", "sideways", *simulate]).exit_code == 2


@frozen
class Place:
    position: int
    whether: bool
    more: tuple[int, ...]


def test_a_number_that_readers_of_json_would_round_is_printed_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"small": Place(EXACT, True, (1,)), "large": Place(EXACT + 1, False, (-EXACT - 1, 0))})
    assert {
        "small": {"position": EXACT, "whether": True, "more": [1]},
        "large": {"position": str(EXACT + 1), "whether": False, "more": [str(-EXACT - 1), 0]},
    } == json.loads(capsys.readouterr().out)
