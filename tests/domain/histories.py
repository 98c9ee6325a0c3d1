"""Random histories: a set that is convened, and then whatever people do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from doing_corrections import reclassify, release_to_sponsor, reopen
from doing_problems import (
    accept,
    bring,
    bring_again,
    capture,
    commit,
    confirm_alignment,
    finish,
    give_back,
    link,
    name_barrier,
    present,
    raise_one,
    rate,
    release,
    renegotiate,
    report_outcome,
    report_progress,
    review,
    use,
    withdraw,
)
from doing_programmes import baseline, claim, incur_cost, judge, observe, set_objective
from doing_sets import (
    agree,
    allocate,
    appoint,
    become_self_facilitating,
    bid,
    cancel,
    check_in,
    check_out,
    close_session,
    close_set,
    close_slot,
    consent,
    correct_attendance,
    correct_slot_minutes,
    evaluate,
    everybody_agrees,
    everybody_checks_in,
    everybody_consents,
    hand_over,
    intervene,
    invite,
    join,
    leave,
    note_breach,
    open_session,
    propose,
    record_absence,
    review_process,
    schedule,
    start,
)
from doing_thinking import (
    advise,
    ask,
    challenge,
    decide,
    encourage,
    map_stakeholders,
    put_to_the_test,
    rate_session,
    see,
    voice,
)
from world import Choices, World, found

from actionlearning.domain.values import SetKind

Command = Callable[[World], None]

# a command that is named more often is chosen more often

IN_A_SESSION: Sequence[Command] = (
    *[everybody_checks_in] * 2, *[present] * 4, *[commit] * 3, *[review] * 5, *[close_slot] * 2, *[ask] * 2, *[see] * 2,
    *[allocate] * 2, *[voice] * 2, *[close_session] * 2, everybody_agrees, check_in, record_absence, bid, advise,
    challenge, rate_session, report_outcome, renegotiate, capture, review_process, check_out, intervene, note_breach, encourage,
)  # fmt: skip
BETWEEN_SESSIONS: Sequence[Command] = (
    *[schedule] * 2, *[open_session] * 6, *[accept] * 2, *[everybody_agrees] * 2, *[report_outcome] * 6, *[capture] * 2,
    *[finish] * 2, *[allocate] * 3, *[link] * 2, *[reopen] * 3, bring, invite, everybody_consents, join, leave, appoint,
    propose, start, report_progress, use, release, close_set, decide, encourage, map_stakeholders, put_to_the_test,
    name_barrier,
)  # fmt: skip
EVER: Sequence[Command] = (
    *IN_A_SESSION, *BETWEEN_SESSIONS, *[claim] * 2, *[judge] * 2, agree, consent, cancel, confirm_alignment, rate,
    set_objective, baseline, observe, incur_cost, *[hand_over] * 2, *[become_self_facilitating] * 3, evaluate,
    *[correct_attendance] * 3, *[correct_slot_minutes] * 6, *[give_back] * 3, *[bring_again] * 2, *[withdraw] * 2,
    *[reopen] * 2, *[reclassify] * 3, *[release_to_sponsor] * 3,
)  # fmt: skip
MEASURING: Sequence[Command] = (
    *[baseline] * 2, *[claim] * 3, *[judge] * 3, set_objective, observe, incur_cost,
)  # fmt: skip


def convene(w: World) -> None:
    """Bring the set to where it meets: four people join, agree a contract and appoint an adviser."""

    def begin(w: World) -> None:
        for person in w.people[:5]:
            w.record("set", w.set_id, w.set.invite(person, level_band="band 2", at=w.at))
        propose(w)
        everybody_agrees(w)
        for person in w.people[:4]:
            w.record("set", w.set_id, w.set.join(w.member(person), others=(), at=w.at), by=person)
        w.record("set", w.set_id, w.set.appoint_adviser(w.member(w.people[5]), members=(), at=w.at))
        start(w)
        for owner in w.people[:2]:
            problem = raise_one(w, owner)
            w.record("problem", problem, w.problem(problem).accept(at=w.at))

    w.attempt("convene", begin)


def live(choices: Choices, *, steps: int) -> World:
    """One history: so many commands, each at the next moment or, one time in eight, at an earlier one."""
    w = found(choices, kind=SetKind.TRAINING if choices.number(3) == 3 else SetKind.WORKPLACE)
    if choices.number(9) < 9:
        convene(w)
    for _ in range(steps):
        mood = choices.number(11)
        if mood == 0:
            continue  # nothing happens; what a shrunk history is made of
        usual = IN_A_SESSION if w.in_session else BETWEEN_SESSIONS
        command = w.pick(MEASURING if mood == 9 else EVER if mood > 9 else usual)
        w.tick()
        if choices.number(7) == 7:
            w.look_back()
        before = dict(w.states)
        if not w.attempt(command.__name__, command):
            assert before == w.states, "a refusal changed something"
    return w
