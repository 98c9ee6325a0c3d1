"""Who helps whom across organisations: what members and advisers of one did for the owners of problems in another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import ClassVar, Self
from uuid import UUID

from attrs import frozen

from actionlearning.domain.values import MemberId, ProgrammeId
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.problem_facts import Problem
from actionlearning.projections.projection import History
from actionlearning.projections.thinking_facts import Thinking

__all__ = ["HelpEdge", "HelpEdges", "edge_name", "help_edges_of", "helpers_and_helped"]


class Help(Enum):
    """How somebody helped the owner of a problem."""

    QUESTIONS = "questions"
    CHALLENGES = "challenges"
    REVIEWS = "reviews"
    PERSPECTIVES = "perspectives"
    ENCOURAGEMENTS = "encouragements"


@frozen(kw_only=True)
class HelpEdge:
    """What people of one organisation did for owners of another, or of their own."""

    helper: str
    """The organisation of those who helped."""
    owner: str
    """The organisation of those who were helped."""
    questions: int
    challenges: int
    """Assumptions challenged."""
    reviews: int
    """Reviews of an outcome taken part in as a peer, once for each peer; a review that was undone does not count."""
    perspectives: int
    encouragements: int
    n: int
    """How many people helped."""
    helped: int
    """How many owners they helped."""

    @property
    def is_within(self) -> bool:
        """Whether both are of one organisation."""
        return self.helper == self.owner

    @property
    def total(self) -> int:
        """All that was done."""
        return self.questions + self.challenges + self.reviews + self.perspectives + self.encouragements


@frozen(kw_only=True)
class HelpEdges:
    """The help that went between the organisations of a programme, and the help that stayed within each."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    between: tuple[HelpEdge, ...]
    within: tuple[HelpEdge, ...]

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The help edges of a programme. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.programme(programme)
        edges = help_edges_of(facts, programme)
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            between=tuple(edge for edge in edges if not edge.is_within),
            within=tuple(edge for edge in edges if edge.is_within),
        )


def help_edges_of(facts: Facts, programme: UUID) -> tuple[HelpEdge, ...]:
    """Every edge on which there was any help in a programme, by name of the helper's organisation, then of the owner's.

    Whoever helped counts, the set adviser too; nobody helps themself. People whose organisation is not known are left out.
    """
    return tuple(_edge(helper, owner, acts) for (helper, owner), acts in sorted(_acts(facts, programme).items()))


def edge_name(helper: str, owner: str) -> str:
    """An edge by the organisations of its ends; those whose own names have arrows or quotation marks in them are quoted."""
    return " → ".join(json.dumps(end, ensure_ascii=False) if {"→", '"'} & set(end) else end for end in (helper, owner))


def helpers_and_helped(facts: Facts, programme: UUID) -> dict[tuple[str, str], tuple[frozenset[MemberId], frozenset[MemberId]]]:
    """Who is behind each edge, by the organisations of its ends: those who helped, and those who were helped."""
    return {
        ends: (frozenset(who for _, who, _ in acts), frozenset(whom for _, _, whom in acts))
        for ends, acts in _acts(facts, programme).items()
    }


Act = tuple[Help, MemberId, MemberId]


def _acts(facts: Facts, programme: UUID) -> dict[tuple[str, str], list[Act]]:
    organisations = facts.organisations()
    edges: dict[tuple[str, str], list[Act]] = {}
    for its in facts.sets_of(programme):
        for problem in its.problems:
            for kind, helper in _helped(problem, facts.thinking(problem.id)):
                ends = organisations.get(helper), organisations.get(problem.owner)
                if helper != problem.owner and ends[0] is not None and ends[1] is not None:
                    edges.setdefault((ends[0], ends[1]), []).append((kind, helper, problem.owner))
    return edges


def _helped(problem: Problem, thinking: Thinking) -> Iterator[tuple[Help, MemberId]]:
    yield from ((Help.QUESTIONS, question.by) for question in problem.questions)
    yield from ((Help.CHALLENGES, assumption.by) for assumption in thinking.assumptions)
    yield from ((Help.REVIEWS, peer) for a in problem.actions if a.review is not None for peer in a.review.peers)
    yield from ((Help.PERSPECTIVES, perspective.from_member) for perspective in thinking.perspectives)
    yield from ((Help.ENCOURAGEMENTS, encouragement.by) for encouragement in thinking.encouragements)


def _edge(helper: str, owner: str, acts: Iterable[Act]) -> HelpEdge:
    done = list(acts)
    counts = {kind.value: sum(each is kind for each, _, _ in done) for kind in Help}
    helpers, owners = {who for _, who, _ in done}, {whom for _, _, whom in done}
    return HelpEdge(helper=helper, owner=owner, n=len(helpers), helped=len(owners), **counts)
