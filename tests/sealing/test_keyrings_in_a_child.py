"""A child process that is forked while a thread of its parent uses a keyring has it at hand, by a connection of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")

PATIENCE = 20
"""Seconds that a child may take."""

SOON = 1
"""Seconds after which one that hangs is ended."""

SCRIPT = """
import os, signal, sys, threading
from pathlib import Path
from uuid import UUID
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.postgres import PostgresKeyring
from actionlearning.sealing.sqlite import SQLiteKeyring

kind, place, renewed, seconds = sys.argv[1:]
kek = bytes(range(32))
make = {
    "memory": MemoryKeyring,
    "sqlite": lambda: SQLiteKeyring(Path(place), kek),
    "postgresql": lambda: PostgresKeyring(place, kek),
}
keyring = make[kind]()
if renewed == "no":
    type(keyring).begin_anew = lambda _: ()
aisha, ben, cara, dan = (MemberId(UUID(int=n)) for n in range(1, 5))
key = keyring.key_for(aisha)
keyring.destroy(ben)
opened = getattr(keyring, "_opened", None)
held, forked = threading.Event(), threading.Event()

def hold(lock):
    with lock:
        held.set()
        forked.wait()

threading.Thread(target=hold, args=(keyring._lock,)).start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm(int(seconds))
    keyring.key_for(cara)
    keyring.destroy(dan)
    assert key == keyring.key(key.id)
    assert keyring.tombstone(ben) is not None
    assert opened is None or keyring._opened.connection is not opened.connection
    keyring.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
forked.set()
assert opened is getattr(keyring, "_opened", None)
if status == 0 and kind != "memory":
    assert keyring.tombstone(dan) is not None, "what its child destroyed is destroyed, and its own connection goes on"
assert keyring.key_for(cara) == keyring.key_for(cara)
keyring.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


def forked(kind: str, place: str, *, renewed: bool = True) -> subprocess.CompletedProcess[str]:
    seconds = str(PATIENCE if renewed else SOON)
    command = [sys.executable, "-W", "ignore", "-c", SCRIPT, kind, place, "yes" if renewed else "no", seconds]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgresql"])
def test_a_child_has_a_keyring_at_hand_though_a_thread_of_its_parent_held_it(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = request.getfixturevalue("postgres_url") if kind == "postgresql" else str(tmp_path / "x.keys.db")
    done = forked(kind, place)
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_with_what_its_parent_held_it_would_hang(kind: str, tmp_path: Path) -> None:
    done = forked(kind, str(tmp_path / "x.keys.db"), renewed=False)
    assert (256 - signal.SIGALRM, "") == (done.returncode, done.stderr)
