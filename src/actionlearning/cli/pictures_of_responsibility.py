"""How one person's responsibility looks in a terminal: what they decided, did and chose, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text
from rich.tree import Tree

from actionlearning.cli.drawing import RESULTS
from actionlearning.cli.output import rows
from actionlearning.cli.teller import Teller, as_share
from actionlearning.domain.values import Origin
from actionlearning.projections.profile_facts import Approach
from actionlearning.projections.responsibility import Encouraged, OwnAction, OwnDecision, Responsibility

__all__ = ["approach_line", "responsibility_of"]


def responsibility_of(view: Responsibility, tell: Teller) -> Iterator[RenderableType]:
    """A tree of decisions, actions and the approach to learning, then the figures over this person's actions."""
    whole = Tree(Text(tell(view.member), style="bold"), guide_style="dim")
    decided = whole.add(f"decided {len(view.decisions)}, from {len(view.options)} options of their own")
    for each in view.decisions:
        _decision(decided, each, tell)
    tried = f", tried {view.experiments_tried} as an experiment" if view.experiments_tried else ""
    acted = whole.add(f"committed to {len(view.actions)} actions{tried}")
    for action in view.actions:
        _action(acted, action, tell)
    for each_given in view.encouragements:
        whole.add(_encouraged(each_given, tell))
    for goal in view.goals:
        whole.add(f"wants to become better at “{tell.text(goal.words)}”")
    for approach in view.approaches:
        whole.add(approach_line(approach, tell))
    if view.before is not None or view.after is not None:
        whole.add(f"takes responsibility: {view.before or 'none'} before, {view.after or 'none'} after [dim](of 10)[/dim]")
    yield whole
    yield ""
    its = view.figures
    shares = [
        (name, as_share(figure, places=2), f"{figure.numerator} of {figure.denominator}" if figure.denominator else "")
        for name, figure in (
            ("actions of their own idea", its.ownership_index),
            ("achieved of those due", its.follow_through),
            ("achieved on time", its.on_time),
        )
    ]
    moved = its.slippage.value
    slipped = ("due dates moved", "not available" if moved is None else f"{float(moved):.4g} days an action", "")
    yield rows("", ("figure", "", "of"), [*shares, slipped], right=(1, 2))


def approach_line(approach: Approach, tell: Teller) -> str:
    """How somebody chose to learn, and how they looked back at it."""
    reviews = [f"{'keeps it' if each.keep else 'leaves it'}: “{tell.text(each.words)}”" for each in approach.reviews]
    return "; ".join([f"chose on {approach.at:%d %b} to learn by “{tell.text(approach.words)}”", *reviews])


def _decision(under: Tree, each: OwnDecision, tell: Teller) -> None:
    made = each.decision
    leaf = under.add(f"{made.at:%d %b}, on {tell(each.problem)}: “{tell.text(made.decision)}”")
    leaf.add(f"because “{tell.text(made.reasons)}”")
    others = f": “{tell.text(made.alternatives)}”" if made.alternatives else ""
    leaf.add(f"alternatives considered {made.considered}{others}")


def _action(under: Tree, action: OwnAction, tell: Teller) -> None:
    became = RESULTS[action.result] if action.result else "nothing reported yet"
    if action.released:
        became = "released"
    moved = f", moved by {action.moved_by} days" if action.moved_by else ""
    whose = f"idea of the {action.origin.value}" if action.origin is not Origin.SELF else "own idea"
    leaf = under.add(f"{tell.text(action.what)} [dim]({whose}, due {action.due:%d %b}{moved})[/dim]: {became}")
    for barrier in action.barriers:
        leaf.add(f"in the way: “{tell.text(barrier.words)}”")
    for each in action.encouragements:
        leaf.add(_encouraged(each, tell))


def _encouraged(each: Encouraged, tell: Teller) -> str:
    words = f": “{tell.text(each.encouragement.words)}”" if each.encouragement.words else ""
    return f"{tell(each.by)} encouraged them{words}"
