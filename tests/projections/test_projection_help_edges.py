"""Who helped whom across organisations, and who did not."""

from __future__ import annotations

from by_hand import ADVISER, PROGRAMME, named, on, said
from thinking import CAT, OF_ANN, OF_BEN, ask, two_organisations, whole

from actionlearning.domain.problem.events import EncouragementGiven, OutcomeReopened
from actionlearning.domain.values import QuestionForm
from actionlearning.projections.brief import Brief
from actionlearning.projections.facts import Facts
from actionlearning.projections.help_edges import HelpEdge, HelpEdges, help_edges_of


def test_help_is_counted_from_the_helpers_organisation_to_the_owners() -> None:
    view = HelpEdges.fold(whole().history(), programme=PROGRAMME)
    # Ben and Cat of South asked Ann of North a question each; Ben challenged and encouraged her, Cat gave a perspective and
    # encouraged her; Ann asked Ben one.
    assert (
        HelpEdge(helper="North", owner="South", questions=1, challenges=0, reviews=0, perspectives=0, encouragements=0, n=1,
                 helped=1),
        HelpEdge(helper="South", owner="North", questions=2, challenges=1, reviews=0, perspectives=1, encouragements=2, n=2,
                 helped=1),
    ) == view.between  # fmt: skip
    # The adviser, of North as Ann is, asked her a question and was the peer in the review.
    assert (
        HelpEdge(helper="North", owner="North", questions=1, challenges=0, reviews=1, perspectives=0, encouragements=0, n=1,
                 helped=1),
    ) == view.within  # fmt: skip
    assert [1, 6] == [edge.total for edge in view.between]


def test_nobody_helps_themself_and_whoever_is_not_known_belongs_nowhere() -> None:
    it = two_organisations()
    ask(it, named("stranger"), QuestionForm.OPEN)
    it.add(OF_ANN, EncouragementGiven(named("Ann"), None), on("2025-02-03", "14:30"))
    assert () == help_edges_of(Facts(it.history()), PROGRAMME)


def test_a_review_that_was_undone_is_no_help() -> None:
    it = whole()
    it.add(OF_ANN, OutcomeReopened(named("ask"), said("too soon", "Ann")), on("2025-04-01"))
    within = [HelpEdges.fold(it.history(as_at), programme=PROGRAMME).within for as_at in ("2025-03-31", "2025-04-01")]
    assert [[1], [0]] == [[edge.reviews for edge in edges] for edges in within]


def test_those_who_are_helped_and_those_who_help_are_counted_once() -> None:
    it = two_organisations()
    for problem in (OF_ANN, OF_BEN, OF_BEN):
        ask(it, ADVISER, QuestionForm.OPEN, problem=problem)
    ask(it, CAT, QuestionForm.OPEN, problem=OF_BEN)
    edges = {(e.helper, e.owner): (e.questions, e.n, e.helped) for e in help_edges_of(Facts(it.history()), PROGRAMME)}
    assert {("North", "North"): (1, 1, 1), ("North", "South"): (2, 1, 1), ("South", "South"): (1, 1, 1)} == edges


def test_a_brief_tells_of_the_help_between_organisations_and_not_of_that_within() -> None:
    history = whole().history()
    assert HelpEdges.fold(history, programme=PROGRAMME).between == Brief.fold(history, programme=PROGRAMME).help
