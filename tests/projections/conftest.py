"""Calder Vale to look at; nothing is recorded in it."""

from __future__ import annotations

import pytest
from by_hand import Chronicle
from vale import calder_vale


@pytest.fixture(scope="module")
def vale() -> Chronicle:
    return calder_vale()
