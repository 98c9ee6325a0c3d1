"""What users of the library test their own parts with: random programmes, strategies, contracts and scenarios.

| name | what it is for | what it needs |
|---|---|---|
| ``RandomProgramme``, ``steps_of``, ``Disagreement`` | play random programmes through one's installation | nothing |
| ``strategies`` | draw texts, ids, commands and programmes with Hypothesis | the extra ``test`` |
| ``JournalContract``, ``GuardsReads``, ``GuardsWritesOnly``, ``Durable`` | certify a journal | the extra ``test`` |
| ``KeyringContract``, ``DurableKeyringContract``, ``KeyringAtRestContract`` | certify a keyring | the extra ``test`` |
| ``AccessPolicyContract`` | certify an access policy of one's own | the extra ``test`` |
| ``Scenario`` | given, when, then: test a decision, or a view | nothing |

The names load their rooms when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actionlearning.testing import strategies
    from actionlearning.testing.access import AccessPolicyContract
    from actionlearning.testing.journals import Durable, GuardsReads, GuardsWritesOnly, JournalContract
    from actionlearning.testing.keyrings import DurableKeyringContract, KeyringAtRestContract, KeyringContract
    from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of
    from actionlearning.testing.scenario import Scenario

__all__ = [
    "AccessPolicyContract",
    "Disagreement",
    "Durable",
    "DurableKeyringContract",
    "GuardsReads",
    "GuardsWritesOnly",
    "JournalContract",
    "KeyringAtRestContract",
    "KeyringContract",
    "RandomProgramme",
    "Scenario",
    "steps_of",
    "strategies",
]

_ROOMS = {
    "AccessPolicyContract": "access",
    "Disagreement": "playing",
    "Durable": "journals",
    "DurableKeyringContract": "keyrings",
    "GuardsReads": "journals",
    "GuardsWritesOnly": "journals",
    "JournalContract": "journals",
    "KeyringAtRestContract": "keyrings",
    "KeyringContract": "keyrings",
    "RandomProgramme": "playing",
    "Scenario": "scenario",
    "steps_of": "playing",
}


def __getattr__(name: str) -> Any:
    if name == "strategies":
        return importlib.import_module("actionlearning.testing.strategies")
    if name in _ROOMS:
        return getattr(importlib.import_module(f"actionlearning.testing.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'actionlearning.testing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
