"""Putting right: now and then something was recorded wrongly, and somebody notices; both stay visible."""

from __future__ import annotations

from actionlearning.application import problems, sessions
from actionlearning.simulation import words as said
from actionlearning.simulation.group import Group
from actionlearning.simulation.story import Process

__all__ = ["put_right"]


def put_right(group: Group, number: int) -> Process:
    """What somebody notices after a session, if anything."""
    chance = group.story.chance
    if chance.happens(0.05):
        yield from _minutes(group, number)
    if chance.happens(0.06):
        yield from _attendance(group, number)
    if chance.happens(0.08):
        yield from _question(group)
    if chance.happens(0.05):
        yield from _review(group)


def _minutes(group: Group, number: int) -> Process:
    """A slot was longer than it says."""
    story, held = group.story, group.story.desk.set(group.id).session(number)
    if held.slots:
        slot = held.last_slot_of(story.chance.pick(held.slots).problem)
        if slot is not None and slot.minutes is not None:
            yield story.in_minutes(30, 500)
            about = {"set": group.id, "session": number, "problem": slot.problem}
            minutes = slot.minutes + story.chance.number(1, 5)
            story.do(sessions.correct_slot_minutes, group.adviser, minutes=minutes, **about)


def _attendance(group: Group, number: int) -> Process:
    """Somebody who was noted as absent came after all."""
    story, held = group.story, group.story.desk.set(group.id).session(number)
    absent = [member for member in group.members if member in held.absent]
    if absent:
        yield story.in_minutes(30, 500)
        about = {"set": group.id, "session": number, "member": story.chance.pick(absent)}
        story.do(sessions.correct_attendance, group.adviser, present=True, **about)


def _question(group: Group) -> Process:
    """A question was of another form than somebody wrote down."""
    story = group.story
    asked = [each for each in group.working_on.values() if story.desk.problem(each.id).questions]
    if asked:
        yield story.in_minutes(30, 500)
        problem = story.chance.pick(asked).id
        version, question = story.chance.pick(tuple(story.desk.problem(problem).questions.items()))
        form = next(form for form in said.QUESTIONS if form is not question.form)
        right = {"question": version, "form": form, "function": question.function}
        story.do(problems.reclassify_question, group.adviser, problem=problem, **right)


def _review(group: Group) -> Process:
    """An outcome was reviewed too soon, and is taken up again."""
    story, last = group.story, group.last_settled
    if last is not None and last.owner in group.members and story.desk.problem(last.problem).is_live:
        yield story.in_minutes(30, 500)
        about = {"problem": last.problem, "action": last.action}
        story.do(problems.reopen_outcome, last.owner, reason="It came undone within the week.", **about)
        group.taken_up_again(last)
