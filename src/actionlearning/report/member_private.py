"""The part of a member's page that is theirs alone: what they felt, hold important and want, and how they rate themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actionlearning.domain.times import day_of
from actionlearning.projections.credit_ledger import CreditLedger
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.thinking_facts import Voiced
from actionlearning.report.blocks import Block, Prose, Quote, Quotes, Section, table
from actionlearning.report.forms import Pair, pairs
from actionlearning.report.readers import Eyes
from actionlearning.report.words import NONE, called, dash, day, long_day

__all__ = ["private_section"]

SCALE = 10


def private_section(view: LearningHistory, own: Responsibility, ledger: CreditLedger, eyes: Eyes) -> Section:
    """Made for the member and for nobody else; a part of which there is nothing is left out."""
    assert eyes.is_owner, "nobody else is shown this"
    return Section(
        name="private",
        title="What is yours alone",
        blocks=(
            *_ratings(view),
            *_clarity(view, eyes),
            *_quotes("What you felt, and said so", _voiced(view.feelings, view, eyes)),
            *_quotes("Where you said that you did not know", _voiced(view.not_knowing, view, eyes)),
            *_quotes("Assumptions that others challenged", _assumptions(view, eyes)),
            *_quotes("Perspectives that you gained", _perspectives(view, eyes)),
            *_quotes("Options that you thought of", _options(view, eyes)),
            *_quotes("What you decided, and why", _decisions(own, view, eyes)),
            *_quotes("What stood in the way", _barriers(own, eyes)),
            *_profile(view, eyes),
            *_credits(ledger),
        ),
        private=True,
    )


def _ratings(view: LearningHistory) -> Iterator[Block]:
    if not view.ratings:
        yield Prose("You have not rated yourself yet.")
        return
    yield pairs(
        "ratings",
        "How you rate yourself, before and after",
        [_pair(called(each.instrument).capitalize(), each.before, each.after) for each in view.ratings],
        table(
            "Your ratings on 1 to 10",
            ("Rating", "Before", "After"),
            ((called(each.instrument).capitalize(), _score(each.before), _score(each.after)) for each in view.ratings),
            numeric=(1, 2),
        ),
        says="; ".join(f"{called(e.instrument)}: {_score(e.before)} before, {_score(e.after)} after" for e in view.ratings),
        top=SCALE,
        words=("before", "after"),
    )


def _clarity(view: LearningHistory, eyes: Eyes) -> Iterator[Block]:
    if view.clarity:
        yield pairs(
            "clarity",
            "How clear a problem was to you, before and after the questions",
            [_pair(f"Session {each.session}", each.before, each.after) for each in view.clarity],
            table(
                "Clarity on 1 to 10",
                ("Session", "Problem", "Before", "After"),
                (
                    (str(each.session), dash(eyes.thing(each.problem)), _score(each.before), _score(each.after))
                    for each in view.clarity
                ),
                numeric=(2, 3),
            ),
            says="; ".join(f"session {e.session}: {_score(e.before)} before, {_score(e.after)} after" for e in view.clarity),
            top=SCALE,
            words=("before the questions", "after them"),
        )
    if view.support:
        yield table(
            "How challenged and how supported you felt, on 1 to 10",
            ("Session", "Challenge", "Support"),
            ((str(each.session), str(each.challenge), str(each.support)) for each in view.support),
            numeric=(1, 2),
        )


def _pair(label: str, before: int | None, after: int | None) -> Pair:
    """A score that was given once is told and not drawn: there is nothing to compare it with."""
    words = f"{_score(before)} → {_score(after)}"
    if before is None or after is None:
        return Pair(label=f"{label}: {_score(before)} before, {_score(after)} after", before=None, after=None, shown="")
    return Pair(label=label, before=float(before), after=float(after), shown=words)


def _score(score: int | None) -> str:
    return "none" if score is None else str(score)


def _quotes(title: str, quotes: Iterable[Quote]) -> Iterator[Block]:
    told = tuple(quotes)
    if told:
        yield Quotes(title=title, quotes=told)


def _voiced(voiced: Iterable[Voiced], view: LearningHistory, eyes: Eyes) -> Iterator[Quote]:
    for each in voiced:
        label = called(each.feeling).capitalize() if each.feeling else ""
        by = f"Session {each.session}, {long_day(each.at, view.time_zone)}"
        words = eyes.text(each.words) if each.words else ""
        yield Quote(text=words, instead="Not put into words.", label=label, by=by)


def _assumptions(view: LearningHistory, eyes: Eyes) -> Iterator[Quote]:
    for each in view.assumptions:
        tested = "".join(f"; tested, and {called(test.verdict)}" for test in each.tests)
        yield Quote(text=eyes.text(each.words), by=f"Session {each.session}{tested}")


def _perspectives(view: LearningHistory, eyes: Eyes) -> Iterator[Quote]:
    for each in view.perspectives:
        yield Quote(text=eyes.text(each.perspective.words), by=f"Seen with the eyes of {eyes.person(each.from_person)}")


def _options(view: LearningHistory, eyes: Eyes) -> Iterator[Quote]:
    for each in view.options:
        yield Quote(text=eyes.text(each.words), by=f"Session {each.session}")


def _decisions(own: Responsibility, view: LearningHistory, eyes: Eyes) -> Iterator[Quote]:
    for each in own.decisions:
        made = each.decision
        yield Quote(
            text=eyes.text(made.decision),
            by=f"{long_day(made.at, view.time_zone)}, because “{eyes.text(made.reasons)}”; considered {made.considered}",
        )


def _barriers(own: Responsibility, eyes: Eyes) -> Iterator[Quote]:
    for action in own.actions:
        for barrier in action.barriers:
            yield Quote(text=eyes.text(barrier.words), by=f"With: {eyes.text(action.what)}")


def _profile(view: LearningHistory, eyes: Eyes) -> Iterator[Block]:
    its, time_zone = view.profile, view.time_zone
    yield from _quotes("What you hold important", (Quote(text=eyes.text(each.words)) for each in its.values))
    yield from _quotes(
        "Where that pulls against your organisation",
        (
            Quote(
                text=eyes.text(each.tension.words),
                by=f"{dash(eyes.thing(each.own))} against {dash(eyes.thing(each.organisational))}",
            )
            for each in view.pulls
        ),
    )
    yield from _quotes(
        "What you want to become better at",
        (Quote(text=eyes.text(each.words), by=long_day(each.at, time_zone)) for each in its.goals),
    )
    for approach in its.approaches:
        reviews = "; ".join(f"{'kept' if e.keep else 'left'}: “{eyes.text(e.words)}”" for e in approach.reviews)
        words = Quote(
            text=eyes.text(approach.words), by=f"Chosen on {long_day(approach.at, time_zone)}; {reviews}".rstrip("; ")
        )
        yield Quotes(title="How you chose to learn", quotes=(words,))
    for styles in its.styles[-1:]:
        yield table(
            "How you like to learn: an aid to reflection, and no score",
            ("Style", "Of 20"),
            (
                ("Activist", str(styles.activist)),
                ("Reflector", str(styles.reflector)),
                ("Theorist", str(styles.theorist)),
                ("Pragmatist", str(styles.pragmatist)),
            ),
            numeric=(1,),
        )
    if its.motivation:
        yield table(
            "How motivated you were to apply it, on 1 to 10",
            ("When", "Score"),
            ((day(day_of(each.at, time_zone)), str(each.score)) for each in its.motivation),
            numeric=(1,),
        )
    if its.consents:
        yield Prose(f"You let others use what you say for: {', '.join(called(scope) for scope in its.consents)}.")


def _credits(ledger: CreditLedger) -> Iterator[Block]:
    if ledger.candidacies:
        yield table(
            "Your qualifications",
            ("Qualification", "How it stands", "Criteria met", "Credits"),
            (
                (
                    (each.qualification.title or each.qualification.id) if each.qualification else "not registered yet",
                    each.stage.value,
                    str(each.criteria_met) if each.criteria is None else f"{each.criteria_met} of {each.criteria}",
                    NONE if each.credits is None else str(each.credits),
                )
                for each in ledger.candidacies
            ),
            numeric=(2, 3),
        )
