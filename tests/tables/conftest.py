"""Histories of every kind are told in other rooms of the tests, and these tests fold them all."""

from __future__ import annotations

import sys
from pathlib import Path

ROOMS = ("domain", "projections", "machine")
sys.path += [str(Path(__file__).parents[1] / room) for room in ROOMS]
