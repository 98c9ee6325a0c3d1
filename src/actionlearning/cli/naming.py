"""What a command is about: a name on its line, as the id of a thing of the right kind."""

from __future__ import annotations

from uuid import UUID

import click

from actionlearning.application.inputs import WrongInput
from actionlearning.application.library import ActionLearning
from actionlearning.application.names import Names

__all__ = ["called", "named"]

ARTICLES = {
    "set": "a set",
    "programme": "a programme",
    "member": "a member",
    "problem": "a problem",
    "candidate": "a candidate",
}


def called(stream: UUID, name: str) -> None:
    """Remember what was typed for an id, so that an error about it can say the same."""
    click.get_current_context().meta[f"actionlearning.{stream}"] = name


def named(al: ActionLearning, name: str, *kinds: str) -> tuple[UUID, str]:
    """The id that a name stands for, and its kind, which is one of these. Raises ``WrongInput`` or what ``Names`` does."""
    stream = Names(al.journal).id(name)
    called(stream, name)
    kind = al.kind_of(stream)
    if kind not in kinds:
        wanted = " or ".join(f"a {each}" for each in kinds)
        command = click.get_current_context().info_name or "the command"
        raise WrongInput(use_case=command, why=f"{name} is a {kind}; give {wanted}")
    return stream, kind
