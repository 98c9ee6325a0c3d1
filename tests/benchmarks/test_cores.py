"""A benchmark that is pinned keeps itself to one core for a while, and nobody it starts there has to stay."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
TELL = "import os; print(len(os.sched_getaffinity(0)))"


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("cores")


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell on which cores a process may run")
def test_this_thread_and_those_it_starts_keep_to_one_core(cores: Any) -> None:
    seen: list[set[int]] = []
    with cores.on_one_core():
        thread = threading.Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()
        seen.append(os.sched_getaffinity(0))
        stays, leaves = (
            subprocess.run([sys.executable, "-c", TELL], check=True, capture_output=True, text=True, preexec_fn=first)
            for first in (None, cores.on_any_core)
        )
    assert [{min(cores.ANY)}] * 2 == seen
    assert cores.ANY == os.sched_getaffinity(0)
    assert [1, len(cores.ANY)] == [int(stays.stdout), int(leaves.stdout)]
