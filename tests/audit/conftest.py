"""Where the tests of audit find what other rooms of the tests have."""

from __future__ import annotations

import sys
from pathlib import Path

ROOMS = ("journal", "independent", "cli")
sys.path += [str(Path(__file__).parents[1] / room) for room in ROOMS]
