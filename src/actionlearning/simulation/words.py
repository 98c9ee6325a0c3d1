"""Words for people who do not exist: what they are called, what they bring, ask, try and learn; short, varied and invented."""

from __future__ import annotations

from actionlearning.domain.values import Direction, QuestionForm
from actionlearning.simulation.chance import Chance

__all__ = ["Words"]

FIRST = (
    "Abeni", "Anouk", "Arturo", "Bao", "Bethan", "Caleb", "Chiara", "Daan", "Dilys", "Efua", "Emeka", "Farah", "Fergus",
    "Gita", "Goran", "Hana", "Idris", "Ilse", "Imani", "Jonas", "Kaveh", "Keir", "Lena", "Liam", "Mairi", "Mateo",
    "Mei", "Nadia", "Niamh", "Olu", "Oskar", "Petra", "Priya", "Rafal", "Rhian", "Rosa", "Samir", "Sanna", "Tariq",
    "Tessa", "Uma", "Viktor", "Wanda", "Yusuf", "Zofia",
)  # fmt: skip
LAST = (
    "Abara", "Adler", "Baptiste", "Bianchi", "Brandt", "Castell", "Devlin", "Ekwall", "Farrow", "Fraser", "Gallagher",
    "Haddad", "Hughes", "Ivers", "Jansen", "Kamau", "Kovac", "Lindqvist", "Mbeki", "Menon", "Moreau", "Nowicki", "Obi",
    "Okafor", "Pereira", "Quist", "Rahimi", "Reyes", "Sato", "Silva", "Tanaka", "Thorne", "Umar", "Vries", "Walsh",
    "Wren", "Yilmaz", "Zeller",
)  # fmt: skip
ROLES = (
    "ward manager", "head of service", "depot manager", "school leader", "plant supervisor", "team lead", "site manager",
    "operations manager", "clinical lead", "branch manager", "quality lead", "district manager",
)  # fmt: skip
PLACES = (
    "Alder", "Birch", "Cedar", "Dale", "Ember", "Fen", "Grange", "Haven", "Iron", "Juniper", "Kestrel", "Larch", "Mill",
    "North",
    "Orchard", "Penn", "Quarry", "River", "Stone", "Tide", "Upland", "Vale", "Water", "Yarrow",
)  # fmt: skip
KINDS = (
    "Hospitals", "Schools", "Housing", "Foods", "Logistics", "Water", "Council", "Engineering", "Care", "Rail", "Libraries",
    "Energy",
)  # fmt: skip
SECTORS = ("health", "education", "housing", "manufacturing", "transport", "local government")
MEASURES = (
    ("Agency spend", "thousand a month", Direction.FALL, 20, 400),
    ("Days lost to sickness", "days a quarter", Direction.FALL, 40, 900),
    ("Complaints open after a month", "complaints", Direction.FALL, 10, 120),
    ("Orders that leave on time", "percent", Direction.RISE, 55, 80),
    ("Staff who would recommend working here", "percent", Direction.RISE, 35, 65),
    ("Time from referral to first visit", "days", Direction.FALL, 12, 90),
    ("Scrap", "kilograms a week", Direction.FALL, 100, 2000),
    ("Posts filled from within", "percent", Direction.RISE, 15, 50),
    ("Repairs done at the first visit", "percent", Direction.RISE, 40, 75),
    ("Pupils absent on an ordinary day", "percent", Direction.FALL, 6, 18),
)
"""What an organisation measures: its title, unit and direction, and from where to where it may stand before."""

TOPICS = (
    "the roster", "the handover", "the weekly report", "the new system", "the waiting list", "overtime", "the induction",
    "the two sites", "the budget round", "the supplier", "the night shift", "the complaints desk", "the merged team",
    "the open plan office", "the maintenance plan", "the risk register", "stock counts", "the shared inbox",
)  # fmt: skip
TROUBLES = (
    "Nobody owns {}", "We argue about {} and change nothing", "Everybody works around {}", "I keep rescuing {}",
    "{} costs us good people", "Two of my teams disagree about {}", "I inherited {} and its history", "{} is always late",
    "We have tried three times to mend {}", "My best people avoid {}",
)  # fmt: skip
QUESTIONS = {
    QuestionForm.OPEN: (
        "What would have to be true for {} to work?", "What have you not said to anybody about {}?",
        "Who else sees {}, and how?", "What happens if you leave {} alone?", "What are you assuming about {}?",
        "How will you know that {} is better?", "What is your part in {}?",
        "What would you do about {} if you were not afraid?",
    ),
    QuestionForm.CLOSED: (
        "Is {} in your budget?", "Do they know about {}?", "Did you raise {} with your director?",
        "Was {} like that last year?",
    ),
    QuestionForm.LEADING: (
        "Don't you think {} is a staffing matter?", "Would it not be easier to drop {}?",
        "Surely {} needs a project manager?",
    ),
    QuestionForm.MULTIPLE: (
        "Who runs {}, and since when, and why them?", "Is {} about money, or people, or both, and who says so?",
    ),
}  # fmt: skip
ADVICE = (
    "I would simply stop doing it.", "We bought a tool for that.", "Put it on the agenda of the board.", "Get HR to do it.",
    "When I had that, I wrote to everybody.", "You should talk to their director.",
)  # fmt: skip
INSIGHTS = (
    "I have been protecting them from a decision that is theirs.", "I never asked what they would need.",
    "It is not the process, it is that we do not trust each other's figures.", "I hold the meeting that I complain about.",
    "We reward the firefighting.", "They are waiting for me as I am waiting for them.",
    "Nobody can say no, so nobody says yes.",
)  # fmt: skip
FRAMES = (
    "How do I let go of it?", "Who decides, and do they know?", "What do we measure that makes this happen?",
    "It is a question of trust between two teams.", "It is about what I am rewarded for.",
)  # fmt: skip
STEPS = (
    "Ask four of the team what they would change about {}", "Sit in on {} for a day and say nothing",
    "Try {} without me for two weeks",
    "Bring both leads to one table about {}", "Show the figures on {} to the people who make them",
    "Write down who decides what about {}", "Tell my director what I will stop doing about {}",
    "Let the newest three redesign {}",
)  # fmt: skip
SIGNS = (
    "Three of four say it out loud", "The list is shorter by a third", "It runs twice without me",
    "Both leads have signed it",
    "We can name who decides", "At least two things are dropped", "A first trial has run, and we know what it showed",
)  # fmt: skip
PROGRESS = (
    "Half of them have answered.",
    "It is booked.",
    "Two talks done, two to go.",
    "Slower than I thought.",
    "It has begun.",
)
BARRIERS = (
    "The system is locked until next month.", "My deputy is away.", "I keep putting it off.", "They do not answer.",
    "It needs a signature that nobody will give.",
)  # fmt: skip
EVIDENCE = (
    "Minutes of the meeting.", "The roster before and after.", "Figures of the last six weeks.",
    "Their own notes, with their leave.",
    "A photo of the board.", "The signed page.",
)  # fmt: skip
EFFECTS = (
    "Fewer calls at night.", "The two teams plan together now.", "Nothing to see yet.", "One step fewer in the process.",
    "The next unit has asked how we did it.", "A decision now takes days, not weeks.",
)  # fmt: skip
LEARNT = (
    "To ask before I explain.", "Silence does more than my second question.", "People will decide if I leave the room.",
    "I trust what I can count, and miss what I cannot.", "A small trial beats a long paper.",
    "My hurry is not their urgency.",
    "I can hold a question open for a fortnight.",
)  # fmt: skip
USES = ("I asked the same question there.", "I began with a trial.", "I let them plan it.", "I said what I did not know.")
REASONS = (
    "Something else has to come first.", "It turned out to be somebody else's to decide.", "It is settled without us.",
    "I misjudged how long it takes.", "The ground has shifted.", "We have the answer: it was in the manual.",
)  # fmt: skip
VALUES = ("Fairness before speed", "Say what you see", "Nobody works alone", "Finish what we start", "Leave it better")
FEELINGS = ("I am uneasy about it.", "I doubt that I am the right one.", "I lie awake over it.", "I dread the meeting.")
NOTES = ("We listened better.", "We hurried the last slot.", "The questions were shorter.", "A good, honest afternoon.")
RULES = (
    "What is said here stays here", "Ask before you tell", "Come on time or say so", "One person speaks",
    "Airtime is protected",
    "Actions are reported, done or not", "No advice, unless asked for", "Telephones stay outside",
)  # fmt: skip
VENUES = ("finance system", "monthly return", "staff survey", "order book", "site log")


class Words:
    """What comes up when somebody in a story speaks."""

    def __init__(self, chance: Chance) -> None:
        self._pick = chance.pick

    def name(self) -> str:
        return f"{self._pick(FIRST)} {self._pick(LAST)}"

    def role(self) -> str:
        return self._pick(ROLES)

    def organisation(self) -> str:
        return f"{self._pick(PLACES)} {self._pick(KINDS)}"

    def topic(self) -> str:
        return self._pick(TOPICS)

    def trouble(self, topic: str) -> str:
        said = self._pick(TROUBLES).format(topic)
        return said[0].upper() + said[1:]

    def question(self, form: QuestionForm, topic: str) -> str:
        return self._pick(QUESTIONS[form]).format(topic)

    def step(self, topic: str) -> str:
        return self._pick(STEPS).format(topic)

    def one_of(self, some: tuple[str, ...]) -> str:
        return self._pick(some)
