"""How views look in a terminal: quiet tables and bars, readable in eighty columns and without colour.

Each view is drawn in a room of its own, ``pictures_of_…``, with what ``drawing`` has for all of them.
"""

from __future__ import annotations

from actionlearning.cli.drawing import bar
from actionlearning.cli.pictures_of_facilitation import facilitation_of, facilitation_of_a_set
from actionlearning.cli.pictures_of_figures import figures_of, objectives_and_money
from actionlearning.cli.pictures_of_impact import impact_of
from actionlearning.cli.pictures_of_learning import learning_of
from actionlearning.cli.pictures_of_responsibility import responsibility_of
from actionlearning.cli.pictures_of_the_agenda import agenda_of

__all__ = [
    "agenda_of",
    "bar",
    "facilitation_of",
    "facilitation_of_a_set",
    "figures_of",
    "impact_of",
    "learning_of",
    "objectives_and_money",
    "responsibility_of",
]
