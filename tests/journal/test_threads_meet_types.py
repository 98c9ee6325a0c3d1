"""Many threads that read their first events at once: each event whole, and no crash of the process.

``msgspec`` shows other threads what it has found out of a class by half; whoever decodes by that crashes. So this happens in
processes of their own, each with fresh classes, and again and again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

READER = """
import sys, threading
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

from actionlearning.domain.event import EVENTS
from actionlearning.journal import codec, types_met
from actionlearning.journal.codec import Codec
from actionlearning.sealing.keyring import MemoryKeyring
from actionlearning.sealing.seal import Sealer

if sys.argv[1] == "unlocked":
    codec.meeting_types = nullcontext
sys.setswitchinterval(1e-6)
golden = sorted(Path(sys.argv[2]).glob("*.json"))
stored = [(path.name.removesuffix(".json"), path.read_bytes()) for path in golden]
here = Codec(Sealer(uuid4(), MemoryKeyring()))
start, faults = threading.Barrier(8), []

def read(turn):
    start.wait()
    for topic, state in stored[turn:] + stored[:turn]:
        try:
            recorded = here.decode(topic, state, stream=uuid4(), version=1, position=1)
            assert type(recorded.event) is EVENTS[topic]
            repr(recorded.event)
        except Exception as fault:
            faults.append(repr(fault))

threads = [threading.Thread(target=read, args=(turn // 4,)) for turn in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(len(faults), *faults[:3])
sys.exit(bool(faults))
"""
GOLDEN = Path(__file__).parents[1] / "golden"


def read_by_many(how: str) -> bool:
    """Whether all events were read, in a process that lives."""
    command = [sys.executable, "-c", READER, how, str(GOLDEN)]
    return subprocess.run(command, check=False, capture_output=True, timeout=120).returncode == 0


def test_many_threads_read_their_first_events_at_once() -> None:
    assert all(read_by_many("locked") for _ in range(4))


def test_without_the_lock_a_process_crashes_sooner_or_later() -> None:
    assert not all(read_by_many("unlocked") for _ in range(50))  # nine in ten do
