"""A child process that is forked while other threads are at work goes on without what they held."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PATIENCE = 20

SCRIPT = f"""
import os, signal, sys, threading
from types import SimpleNamespace
from actionlearning.application.known import Known
from actionlearning.application.remembered import Remembered
from actionlearning.journal.port import NO_STREAM
it, use = {{
    "for commands": lambda: (Remembered(), lambda: it._forget(NO_STREAM)),
    "for looks": lambda: (Known(SimpleNamespace(tip=lambda _: 0)), lambda: it.stream(NO_STREAM)),
}}[sys.argv[1]]()
held, forked = threading.Event(), threading.Event()
lock = it._lock
def hold():
    with lock:
        held.set()
        forked.wait()
threading.Thread(target=hold).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm({PATIENCE})
    assert not lock.acquire(blocking=False)  # the control: the lock it would have inherited is held for ever
    use()
    os._exit(0)
_, status = os.waitpid(child, 0)
assert it._lock is lock
forked.set()
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")
@pytest.mark.parametrize("remembered", ["for commands", "for looks"])
def test_what_is_remembered_is_at_hand_in_a_child_though_a_thread_of_its_parent_held_it(remembered: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, remembered]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    assert (0, "") == (done.returncode, done.stderr)
