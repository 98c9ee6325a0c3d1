"""The catalogue: every use case by the name that scripts and the command line call it by."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from actionlearning.application import candidates, members, problems, programmes, releases, sessions, sets, support
from actionlearning.application.inputs import use_case_name
from actionlearning.domain.errors import BadInput

__all__ = ["UnknownUseCase", "use_case", "use_cases"]


ROOMS = (programmes, support, releases, sets, sessions, problems, members, candidates)
"""The modules whose public functions are use cases."""


class UnknownUseCase(BadInput):
    """No use case has that name."""

    name: str
    hint: str
    says = '"{name}" is not a command{hint}; `actionlearning commands` lists them'


@cache
def use_cases() -> dict[str, Callable[..., Any]]:
    """All use cases by name, such as ``problems.commit_action``, in alphabetical order within their module."""
    public = (getattr(module, name) for module in ROOMS for name in module.__all__)
    return {use_case_name(each): each for each in public if inspect.isfunction(each)}


def use_case(name: str) -> Callable[..., Any]:
    """The use case of that name. Raises ``UnknownUseCase``."""
    known = use_cases()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise UnknownUseCase(name=name, hint=f" (did you mean {near[0]}?)" if near else "")
    return known[name]
