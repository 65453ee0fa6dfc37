"""The vocabulary: every noun of the glossary as a frozen dataclass.

Nothing here computes and nothing here imports more than the standard library
(the nouns of savings stand in `business`, those of how work is done in `ways`, those
of a re-scan in `comparison`; all are given on from here).
Counts and seconds are raw; rates, hours and money are derived where they are
shown, so that parts always add up to their total.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rpa_finder.business import (
    BestSet,
    Criterion,
    GainShare,
    Horizon,
    MeasuredTime,
    Money,
    Outcome,
    OutcomeChange,
    Portfolio,
    Proposal,
    Range,
    Saving,
    StaffedInterval,
    Staffing,
    WaterfallStep,
)
from rpa_finder.comparison import (
    Change,
    Comparison,
    GraphChange,
    LiveProposal,
    Rename,
    ScreenDrift,
    TimeLine,
    Untouched,
    VerifiedBenefit,
)
from rpa_finder.ways import (
    OTHER_WAY,
    DataTransfer,
    DecisionPoint,
    Deviation,
    FixedEntry,
    Option,
    OtherSource,
    Recurrence,
    SetAside,
    Step,
    Variant,
)

__all__ = [
    "ACTIONS",
    "KINDS",
    "OTHER_WAY",
    "BestSet",
    "Change",
    "Comparison",
    "Contact",
    "Criterion",
    "DataTransfer",
    "DecisionPoint",
    "Deviation",
    "Execution",
    "FixedEntry",
    "GainShare",
    "GraphChange",
    "Horizon",
    "IdleThreshold",
    "InputFile",
    "Issue",
    "LiveProposal",
    "MeasuredTime",
    "Money",
    "Note",
    "Option",
    "OtherSource",
    "Outcome",
    "OutcomeChange",
    "Portfolio",
    "Proposal",
    "Range",
    "Recurrence",
    "Rename",
    "Routine",
    "Saving",
    "Scan",
    "Screen",
    "ScreenDrift",
    "ScreenGraph",
    "SetAside",
    "StaffedInterval",
    "Staffing",
    "Step",
    "TimeLine",
    "Totals",
    "Transition",
    "Untouched",
    "Variant",
    "VerifiedBenefit",
    "WaterfallStep",
]

KINDS = (
    "copy-transfer",
    "lookup",
    "data-entry",
    "navigation",
    "judgement",
    "rework",
    "ping-pong",
    "repeat-contact",
)
"""What a routine can be; docs/glossary.md says what each means."""

ACTIONS = (
    "open",
    "close",
    "focus",
    "navigate",
    "click",
    "select",
    "input",
    "key",
    "copy",
    "cut",
    "paste",
    "submit",
    "save",
    "print",
    "scroll",
    "idle",
    "system",
    "other",
)
"""The closed set of verbs that every log's own words are mapped to."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong with one record of the input: data, not an exception."""

    source_file: str
    """The input file, as it was named on the command line."""
    line: int
    """1-based physical line where the record starts (XML and JSON: the record's number)."""
    column: str
    """The column at fault, or "" where the whole record is."""
    reason: str
    """What is wrong, in words that name no value of the log."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the analyst must know about the log or a finding."""

    slug: str
    """Stable name; docs/messages.md has an entry for each."""
    text: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that a scan read, and where its rows went."""

    path: str
    """As named on the command line."""
    sha256: str
    """Digest of the file's bytes, hexadecimal."""
    format: str
    """Name of the reader."""
    rows_read: int
    """Data records in the file = used + rejected + duplicate."""
    rows_used: int
    """Records that became events."""
    rows_rejected: int
    """Records listed in rejected_rows.csv."""
    rows_duplicate: int
    """Records that repeat one already counted."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the log holds as a whole."""

    events: int
    agents: int
    active_seconds: float
    """Observed working time: no idle time, no breaks."""
    screens: int
    transitions: int
    sessions: int
    days: int
    """Calendar days (local) with at least one event."""
    agent_days: int
    """Pairs of agent and day with at least one event."""
    first: str
    """ISO 8601 UTC instant of the first event."""
    last: str
    """ISO 8601 UTC instant of the last event."""


@dataclass(frozen=True, slots=True)
class IdleThreshold:
    """The pause from which a gap is no longer work, and what it does to the total."""

    seconds: float
    learnt: bool
    """True if read off the log's own gaps, False if set by the user or by default."""
    active_seconds_at: tuple[tuple[float, float], ...]
    """(threshold, total active seconds) for 30, 60, 180 and 300 s and the one in force."""
    counted: tuple[tuple[str, float], ...] = ()
    """(way of counting, total seconds) at the threshold in force: elapsed; dropped, as if a long pause were
    nothing; capped, as if it were as long as the threshold."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A window, form or page as the agent sees it, ids replaced by '#'."""

    name: str
    app: str
    events: int
    active_seconds: float
    visits: int
    """Times an agent arrived here from another screen or started here."""
    agents: int


@dataclass(frozen=True, slots=True)
class Transition:
    """A move from one screen to another inside a session."""

    source: str
    target: str
    moves: int
    active_seconds: float
    """Working time between the last event on source and the first on target."""
    agents: int


@dataclass(frozen=True, slots=True)
class ScreenGraph:
    """The screens of a log and the moves between them, by name."""

    screens: tuple[Screen, ...]
    transitions: tuple[Transition, ...]


@dataclass(frozen=True, slots=True)
class Execution:
    """One time a routine was done. Rows belong to one execution at most."""

    id: str
    """Unique in a scan."""
    agent: str
    """Pseudonym."""
    case: str
    """Business object if the log knows it, else ""."""
    day: str
    """Local date of the first event, ISO 8601."""
    start: str
    """ISO 8601 UTC with milliseconds."""
    end: str
    active_seconds: float
    elapsed_seconds: float
    sources: tuple[int, ...]
    """For each event, the index of its file in Scan.inputs."""
    rows: tuple[int, ...]
    """For each event, its 1-based data record in that file."""
    steps: tuple[int, ...]
    """For each event, the 1-based index of its step in Routine.steps; 0 = a step of its own."""
    variant: str = ""
    """Id of the variant it belongs to."""


@dataclass(frozen=True, slots=True)
class Routine:
    """A sequence of steps that people repeat, with every time it was done."""

    id: str
    """R01, R02, ... by active time, most first."""
    key: str
    """Stable across scans: digest of the usual steps."""
    name: str
    """In words that name its screens."""
    kind: str
    """One of KINDS."""
    confidence: float
    """0 to 1."""
    evidence: str
    """What carried the finding: values, clipboard, fields, screens or case."""
    steps: tuple[Step, ...]
    """In their usual order."""
    executions: tuple[Execution, ...]
    """By agent and time."""
    transfers: tuple[DataTransfer, ...] = ()
    variants: tuple[Variant, ...] = ()
    saving: Saving | None = None
    notes: tuple[Note, ...] = ()
    fixed_entries: tuple[FixedEntry, ...] = ()
    """Fields filled with the same text nearly every time."""
    q_value: float | None = None
    """Share of what is as firm as this that logs shuffled within agent and day give, 0 to 1; None if not looked at."""
    stability: float | None = None
    """Share of random halves of the work in which it is found again, 0 to 1; None if not looked at."""
    kind_reason: str = ""
    """Why it is of this kind, in words."""
    recurrence: Recurrence | None = None
    decisions: tuple[DecisionPoint, ...] = ()
    """By step."""
    deviations: tuple[Deviation, ...] = ()
    """Each execution counts once at most."""
    bot_executions: int | None = None
    """Executions that a bot could have done: no deviation, and every choice of what is entered explained."""
    hidden_executions: int | None = None
    """Executions on whose way a choice of what is entered lies that nothing in the log tells."""

    @property
    def bot_share(self) -> float | None:
        """Share of the executions that a bot could take, 0 to 1; None if not looked at."""
        if self.bot_executions is None or not self.executions:
            return None
        return self.bot_executions / len(self.executions)

    @property
    def agents(self) -> int:
        """How many agents did it."""
        return len({e.agent for e in self.executions})

    @property
    def active_seconds_total(self) -> float:
        """Sum of its executions' active seconds."""
        return sum(e.active_seconds for e in self.executions)


@dataclass(frozen=True, slots=True)
class Contact:
    """One agent's part in one contact with a customer; the second table beside the events."""

    source: str
    """File it was read from."""
    row: int
    """1-based record in it."""
    contact: str
    """Number of the contact; legs of one contact share it."""
    root: str
    """Number of the contact that it belongs to, "" if none is named."""
    previous: str
    agent: str
    """Pseudonym, "" if nobody took it."""
    customer: str
    """Number that stands for the customer in this scan alone."""
    channel: str
    direction: str
    queue: str
    start: str
    """ISO 8601 UTC with milliseconds."""
    end: str
    talk_seconds: float | None
    hold_seconds: float | None
    wrapup_seconds: float | None
    handle_seconds: float | None
    reason: str
    """Wrap-up code or disposition."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything one run found: what every output is rendered from."""

    label: str
    scanned_at: str
    """ISO 8601; passed in, never read from a clock here."""
    tool_version: str
    config: dict[str, object]
    """The configuration in force, as plain values."""
    inputs: tuple[InputFile, ...]
    totals: Totals
    idle: IdleThreshold
    graph: ScreenGraph
    routines: tuple[Routine, ...]
    proposals: tuple[Proposal, ...]
    portfolio: Portfolio
    issues: tuple[Issue, ...] = ()
    notes: tuple[Note, ...] = field(default=())
    set_aside: tuple[SetAside, ...] = ()
    """By executions, most first."""
    contacts: tuple[Contact, ...] = ()
    """Records of contacts with customers, by start; they have a table of their own."""
