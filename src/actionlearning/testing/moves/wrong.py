"""Wrong orders: what must be refused wherever it is tried, each tried on purpose as soon as there is an occasion for it.

Reviewed before it was reported, in the session of the commitment, or without a peer; committed to by somebody else; late facts
from after somebody left; a newcomer without consent; a first session or a check-in under a contract that was not agreed; a
claim judged by who made it, the sponsor too; an effect attributed more than once; a process guarded by who does not advise; a
feeling let out of the set; a word of who asked to be forgotten; a cost of a closed programme. Those of a qualification are in
``wrong_candidates``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from uuid import UUID

from actionlearning.application import members, problems, programmes, sessions, sets
from actionlearning.testing.account.peers import Session, Set
from actionlearning.testing.moves import wrong_candidates
from actionlearning.testing.moves.meeting import commitment
from actionlearning.testing.moves.money import claim_on
from actionlearning.testing.moves.move import Move, Scene, move, sessions_in
from actionlearning.testing.moves.wrong_order import WrongOrder

__all__ = ["WRONG_ORDERS", "wrong_orders"]


def wrong_orders(scene: Scene) -> list[WrongOrder]:
    """Every wrong order that there is an occasion for."""
    return [each for find in WRONG_ORDERS for each in find(scene)]


def a_review_out_of_order(scene: Scene) -> Iterator[WrongOrder]:
    for which, _, session in _in_progress(scene):
        for problem, it in scene.problems_of(which):
            for action, each in it.actions.items():
                peers = tuple(who for who in session.present if who != it.owner)
                if each.state != "open" or it.owner not in session.present or not peers:
                    continue
                review = move(
                    problems.review_outcome,
                    it.owner,
                    problem=problem,
                    action=action,
                    session=session.number,
                    peers=peers,
                    learning="none yet",
                    organisational_effect="Some",
                )
                if each.session == session.number:
                    yield WrongOrder("a review in the session of the commitment", review)
                elif not each.result is not None:
                    yield WrongOrder("a review before the report", review)
                else:
                    alone = Move(review.use_case, review.actor, {**review.arguments, "peers": (it.owner,)})
                    yield WrongOrder("a review without a peer", alone)


def a_commitment_of_somebody_elses(scene: Scene) -> Iterator[WrongOrder]:
    for which, _, session in _in_progress(scene):
        for problem, it in scene.problems_of(which):
            others = [who for who in session.present if who != it.owner]
            if it.live and it.presented is not None and others:
                wrong = commitment(scene, problem, it, session)
                yield WrongOrder("a non-owner's commitment", Move(wrong.use_case, scene.chance.pick(others), wrong.arguments))


def a_late_fact_of_a_leaver(scene: Scene) -> Iterator[WrongOrder]:
    """Said to have happened in a session that was held after they had left."""
    for which, its in scene.book.sets.items():
        for session in sessions_in(its, "open", "closed"):
            assert session.opened is not None, "a session that was held was opened"
            left = [who for who, stays in its.stays.items() if stays[-1][1] is not None and stays[-1][1] <= session.opened]
            asked = [(problem, it) for problem, it in scene.problems_of(which) if it.presented is not None]
            for who in left:
                if who == session.adviser:
                    continue
                about = {"set": which, "session": session.number}
                yield WrongOrder("a leaver's late check-in", move(sets.check_in, who, **about), session.opened)
                for problem, it in asked[:1]:
                    if who != it.owner:
                        here = {"problem": problem, "session": session.number, "form": "open", "function": "probing"}
                        yield WrongOrder("a leaver's late question", move(problems.ask_question, who, **here), session.opened)


def a_newcomer_without_consent(scene: Scene) -> Iterator[WrongOrder]:
    for which, its in scene.book.sets.items():
        members = its.members(scene.now)
        for newcomer in its.invited:
            refusing = [who for who in members if (newcomer, who) not in its.consents]
            if its.meets and refusing and newcomer not in members:
                yield WrongOrder("a newcomer without consent", move(sets.join, newcomer, set=which))


def a_session_without_a_contract(scene: Scene) -> Iterator[WrongOrder]:
    for which, its in scene.book.sets.items():
        if not its.meets:
            continue
        agreed = its.contracts[-1].agreed
        first = all(session.opened is None for session in its.sessions.values())
        without = [who for who in its.members(scene.now) if who not in agreed]
        advisers = its.advisers_at(scene.now)
        for session in sessions_in(its, "scheduled")[:1]:
            if first and without and advisers:
                wrong = move(sets.open_session, advisers[0], set=which, session=session.number)
                yield WrongOrder("a first session under an unagreed contract", wrong)
        for session in sessions_in(its, "open"):
            for who in without:
                if who not in session.present and who not in session.absent:
                    wrong = move(sets.check_in, who, set=which, session=session.number)
                    yield WrongOrder("a check-in under an unagreed contract", wrong)


def a_claim_judged_by_who_made_it(scene: Scene) -> Iterator[WrongOrder]:
    programme = scene.book.programmes[scene.company.programme]
    for benefit, claim in programme.claims.items():
        who = "a sponsor" if claim.by == programme.sponsor else "somebody"
        judged = move(programmes.validate_benefit, claim.by, programme=scene.company.programme, benefit=benefit)
        if claim.verdict != "validated":
            yield WrongOrder(f"{who} validating their own claim", judged)


def an_effect_attributed_more_than_once(scene: Scene) -> Iterator[WrongOrder]:
    programme = scene.book.programmes[scene.company.programme]
    standing = [claim for claim in programme.claims.values() if claim.verdict != "rejected" and claim.share > 0]
    for claim in standing[:1]:
        for objective in list(programme.objectives)[:1]:
            wrong = claim_on(scene, objective, Decimal(100))
            more = {**wrong.arguments, "effect": claim.effect.upper(), "attribution": Decimal(1)}
            yield WrongOrder("attribution over the whole", Move(wrong.use_case, wrong.actor, more))


def an_intervention_of_who_does_not_advise(scene: Scene) -> Iterator[WrongOrder]:
    for which, its, session in _in_progress(scene):
        others = [who for who in its.members(scene.now) if who != session.adviser]
        about = {"set": which, "session": session.number, "kind": "silence"}
        for who in others[:1]:
            yield WrongOrder("an intervention of who does not advise", move(sessions.make_intervention, who, **about))


def a_feeling_let_out_of_the_set(scene: Scene) -> Iterator[WrongOrder]:
    for problem, it in scene.book.problems.items():
        for (version, label), (speaker, _, stays) in it.texts.items():
            about = {"problem": problem, "version": version, "label": label}
            if stays:
                yield WrongOrder("a feeling let out of the set", move(problems.release_to_sponsor, speaker, **about))


def a_word_of_who_asked_to_be_forgotten(scene: Scene) -> Iterator[WrongOrder]:
    for who, person in scene.book.people.items():
        if person.to_be_forgotten:
            wrong = move(members.set_development_goal, who, goal="To be remembered")
            yield WrongOrder("a word of who asked to be forgotten", wrong)


def a_cost_of_a_closed_programme(scene: Scene) -> Iterator[WrongOrder]:
    programme = scene.company.programme
    if scene.book.programmes[programme].closed is not None:
        cost = {"programme": programme, "category": "venue", "amount": Decimal(1)}
        yield WrongOrder("a cost of a closed programme", move(programmes.incur_cost, scene.company.sponsor, **cost))


def _in_progress(scene: Scene) -> Iterator[tuple[UUID, Set, Session]]:
    for which, its in scene.book.sets.items():
        for session in sessions_in(its, "open"):
            yield which, its, session


WRONG_ORDERS: tuple[Callable[[Scene], Iterator[WrongOrder]], ...] = (
    a_review_out_of_order,
    a_commitment_of_somebody_elses,
    a_late_fact_of_a_leaver,
    a_newcomer_without_consent,
    a_session_without_a_contract,
    a_claim_judged_by_who_made_it,
    an_effect_attributed_more_than_once,
    an_intervention_of_who_does_not_advise,
    a_feeling_let_out_of_the_set,
    a_word_of_who_asked_to_be_forgotten,
    a_cost_of_a_closed_programme,
    *wrong_candidates.WRONG_ORDERS,
)
