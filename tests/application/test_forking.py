"""A child process that is forked while other threads are at work goes on without what they held."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from actionlearning import ActionLearning

PATIENCE = 20

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")

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


@forks
@pytest.mark.parametrize("remembered", ["for commands", "for looks"])
def test_what_is_remembered_is_at_hand_in_a_child_though_a_thread_of_its_parent_held_it(remembered: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, remembered]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    assert (0, "") == (done.returncode, done.stderr)


SHARED = f"""
import os, signal, sys
from actionlearning import ActionLearning, forking, members
def registers(name):
    al.acting_as(None).do(members.register, name=name, role="r", organisation="o", level_band="7")
    al.projections.catch_up("tables")
al = ActionLearning.open(sys.argv[1], kek=bytes(32))
registers("before")
if sys.argv[2] == "open across the fork":
    forking._CLOSING.clear()  # as where nothing is closed before a fork
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    signal.alarm({PATIENCE})
    registers("in the child")
    os.write(ready[1], b"x")
    os.read(go[0], 1)
    registers("in the child, when its parent has closed the file")
    al.close()
    os._exit(0)
os.read(ready[0], 1)
registers("in the parent")
al.close()
os.write(go[1], b"x")
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def shared(url: str, how: str = "") -> str:
    """Let a parent and its child go on with one library, and tell what the child said."""
    command = [sys.executable, "-W", "ignore", "-c", SHARED, url, how]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    return done.stderr


def found(url: str) -> tuple[int, int, int]:
    """How many members there are in the journal and in the tables, and how many of their names can be read."""
    with ActionLearning.open(url, kek=bytes(32)) as al:
        registered = list(al.journal.read_all(names=["member.registered"]))
        with al.projections.reading("tables") as reading:
            rows = list(reading.rows("people"))
        names = [al.journal.reveal(each.event.name) for each in registered]
    return len(registered), len(rows), len(names)


@forks
def test_a_child_and_its_parent_go_on_with_what_was_opened_before_the_fork(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    assert "" == shared(url)
    assert (4, 4, 4) == found(url)


@forks
def test_what_a_child_writes_would_be_lost_if_the_file_were_open_across_the_fork(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'journal.db'}"
    assert shared(url, "open across the fork") or found(url) < (4, 4, 4)


AT_ONCE = f"""
import os, signal, sys
from actionlearning import ActionLearning, forking, members
url, keys, how = sys.argv[1:]
al = ActionLearning.open(url, keyring=keys, kek=bytes(32))
def registers(name):
    for number in range(30):
        al.acting_as(None).do(members.register, name=name, role="r", organisation="o", level_band="7")
        if number % 10 == 0:
            al.projections.catch_up("tables")
registers("before")
if how == "as it was":
    forking._RENEWABLE.clear()  # as where a child goes on with the connections of its parent
used = lambda: str(al.journal.recorder._asking.tuples("SELECT pg_backend_pid()")).encode()
mine, (there, said) = used(), os.pipe()
child = os.fork()
signal.alarm({PATIENCE})
if child == 0:
    os.write(said, used())
elif os.read(there, 100) == mine:
    print("one connection for both")
    os.kill(child, signal.SIGKILL)
    os._exit(sys.stdout.flush() or 0)
registers("after")
if child == 0:
    al.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
al.projections.catch_up("tables")
print(al.journal.position(), len(list(al.journal.read_all(names=["member.registered"]))))
al.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


def at_once(url: str, keys: Path, how: str, connections: int) -> tuple[int, str]:
    """Let a parent and its child record at once, and tell how that ended and how many are registered."""
    command = [sys.executable, "-W", "ignore", "-c", AT_ONCE, url, f"sqlite:///{keys}", how]
    env = {**os.environ, "POSTGRES_POOL_SIZE": str(connections)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3 * PATIENCE, env=env)
    return done.returncode, done.stdout


@forks
@pytest.mark.parametrize("connections", [1, 3])
def test_on_a_server_a_child_has_connections_of_its_own(postgres_url: str, tmp_path: Path, connections: int) -> None:
    assert (0, "90 90\n") == at_once(postgres_url, tmp_path / "keys.db", "", connections)


@forks
@pytest.mark.parametrize("connections", [1, 3])
def test_it_would_use_that_of_its_parent_if_it_did_not_begin_anew(postgres_url: str, tmp_path: Path, connections: int) -> None:
    assert "one connection for both\n" == at_once(postgres_url, tmp_path / "keys.db", "as it was", connections)[1]
