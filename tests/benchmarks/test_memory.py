"""A benchmark tells its own peak, and that of the process beside it, whoever started it and however large that one is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LARGE = 300
NEAR = 12
"""MB by which two runs of one program may differ."""

STARTER = """
import subprocess, sys
held = bytearray(b"x") * ({size} * 2**20)
subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
"""
ALONE = "from memory import peak; print(peak())"
INHERITED = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10)"
BESIDE = """
import subprocess, sys
from memory import peak, watched
held = bytearray(b"x") * ({size} * 2**20)
with watched() as peaks:
    holding = "import time; held = bytearray(b'x') * ({other} * 2**20); time.sleep(0.5)"
    subprocess.run([sys.executable, "-c", holding], check=True)
    print(peaks() - peak())
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system keeps no peak of each program")


def told(*program: str) -> float:
    """What a program prints, which is run where the benchmarks are."""
    done = subprocess.run([sys.executable, "-c", *program], cwd=BENCHMARKS, capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_a_peak_is_the_same_whoever_started_the_process() -> None:
    small, large = (told(STARTER.format(size=size), ALONE) for size in (0, LARGE))
    assert 0 < small < LARGE / 2
    assert small == pytest.approx(large, abs=NEAR)


def test_what_the_system_counts_for_a_process_is_not_its_own_which_is_why_it_is_not_told() -> None:
    assert told(STARTER.format(size=LARGE), INHERITED) > LARGE
    using = [file.name for file in BENCHMARKS.glob("*.py") if "ru_maxrss" in file.read_text("utf-8")]
    assert ["memory.py"] == using


def test_the_process_beside_is_counted_for_what_it_had_itself() -> None:
    small, large = (told(BESIDE.format(size=size, other=0)) for size in (0, LARGE))
    assert 0 < small < LARGE / 2
    assert small == pytest.approx(large, abs=NEAR)
    assert small + LARGE / 2 == pytest.approx(told(BESIDE.format(size=0, other=LARGE // 2)), abs=NEAR)
