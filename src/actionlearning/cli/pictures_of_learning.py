"""How one member's learning looks in a terminal: a tree of what they brought, were asked, did and learnt."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from actionlearning.cli.drawing import action_line, counts
from actionlearning.cli.pictures_of_responsibility import approach_line
from actionlearning.cli.teller import Teller
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.thinking_facts import Assumption, Voiced

__all__ = ["learning_of"]


def learning_of(view: LearningHistory, tell: Teller) -> Iterator[RenderableType]:
    """One member's way: what they brought, what they were asked, what they did, and what they learnt. It is theirs alone."""
    whole = Tree(Text(tell(view.member), style="bold"), guide_style="dim")
    _problems(whole, view, tell)
    questions = whole.add("questions")
    questions.add(f"received {len(view.received.asked)}: {counts(view.received.by_form)}")
    questions.add(f"asked {len(view.asked.asked)}: {counts(view.asked.by_form)}")
    _thinking(whole, view, tell)
    learnt = whole.add(f"learnt {len(view.learnings)}")
    for learning in view.learnings:
        leaf = learnt.add(
            f"{learning.at:%d %b} [dim]({learning.kind.value}, {learning.loop.value} loop)[/dim]: “{tell.text(learning.what)}”"
        )
        for used in learning.applied:
            leaf.add(f"used on another problem, {used.at:%d %b}: “{tell.text(used.how)}”")
    _profile(whole, view, tell)
    for rating in view.ratings:
        name = rating.instrument.value.replace("_", " ")
        whole.add(f"{name}: {rating.before or 'none'} before, {rating.after or 'none'} after [dim](of 10)[/dim]")
    yield whole


def _problems(whole: Tree, view: LearningHistory, tell: Teller) -> None:
    for problem in view.problems:
        branch = whole.add(f"brought {tell.text(problem.title)} [dim]({problem.stage.value})[/dim]")
        people = view.stakeholders.get(problem.id)
        if people is not None:
            for who, words in (("knows", people.knows), ("cares", people.cares), ("can do something", people.can)):
                if words is not None:
                    branch.add(f"who {who}: “{tell.text(words)}”")
        for insight in (*problem.insights, *problem.reframings):
            word = "saw" if insight in problem.insights else "reframed it"
            branch.add(f"session {insight.session}, {word} [dim]({insight.level.value})[/dim]: “{tell.text(insight.words)}”")
        for action in problem.actions:
            branch.add(action_line(action, tell))


def _thinking(whole: Tree, view: LearningHistory, tell: Teller) -> None:
    """What was said in the room; a branch is there only where something was."""
    tried = sum(action.report is not None for action in view.experiments)
    branches = (
        (f"had assumptions challenged, {len(view.assumptions)}", [_assumption(each, tell) for each in view.assumptions]),
        (f"challenged assumptions of others, {len(view.challenged)}", [_words(each, tell) for each in view.challenged]),
        (f"voiced feelings, {len(view.feelings)}: {counts(view.feelings_counted)}", [_voiced(f, tell) for f in view.feelings]),
        (f"voiced not knowing, {len(view.not_knowing)}", [_voiced(each, tell) for each in view.not_knowing]),
        (
            f"gained perspectives, {len(view.perspectives)}",
            [f"from {tell(each.from_person)}: “{tell.text(each.perspective.words)}”" for each in view.perspectives],
        ),
        (
            f"thought of options, {len(view.options)}",
            [f"session {each.session}: “{tell.text(each.words)}”" for each in view.options],
        ),
        (f"tried {tried} of {len(view.experiments)} experiments", [tell.text(each.what) for each in view.experiments]),
        (
            "clarity before and after the questions (of 10)",
            [
                f"session {each.session}, {tell(each.problem)}: {each.before or 'none'} before, {each.after or 'none'} after"
                for each in view.clarity
            ],
        ),
        (
            "felt challenged and supported (of 10)",
            [f"session {each.session}: challenge {each.challenge}, support {each.support}" for each in view.support],
        ),
    )
    for title, leaves in branches:
        _branch(whole, title, leaves)


def _profile(whole: Tree, view: LearningHistory, tell: Teller) -> None:
    its = view.profile
    _branch(whole, "holds important", [f"“{tell.text(value.words)}”" for value in its.values])
    pulls = [f"{tell(e.own)} against {tell(e.organisational)}: “{tell.text(e.tension.words)}”" for e in view.pulls]
    _branch(whole, "feels a tension", pulls)
    for styles in its.styles[-1:]:
        scores = f"activist {styles.activist}, reflector {styles.reflector}, theorist {styles.theorist}"
        whole.add(f"likes to learn: {scores}, pragmatist {styles.pragmatist} [dim](of 20, no score)[/dim]")
    _branch(whole, "wants to become better at", [f"“{tell.text(goal.words)}”" for goal in its.goals])
    for approach in its.approaches:
        whole.add(approach_line(approach, tell))
    if its.motivation:
        told = ", ".join(f"{each.score} on {each.at:%d %b}" for each in its.motivation)
        whole.add(f"motivated to apply it: {told} [dim](of 10)[/dim]")
    if its.consents:
        whole.add(f"lets others use what they say for: {', '.join(scope.value for scope in its.consents)}")


def _branch(whole: Tree, title: str, leaves: list[str]) -> None:
    if leaves:
        branch = whole.add(title)
        for leaf in leaves:
            branch.add(leaf)


def _words(each: Assumption, tell: Teller) -> str:
    return f"session {each.session}: “{tell.text(each.words)}”"


def _assumption(each: Assumption, tell: Teller) -> str:
    return "; ".join([_words(each, tell), *(f"tested and {test.verdict.value}" for test in each.tests)])


def _voiced(each: Voiced, tell: Teller) -> str:
    feeling = f", {each.feeling.value}" if each.feeling else ""
    return f"session {each.session}{feeling}" + (f": “{tell.text(each.words)}”" if each.words else "")
