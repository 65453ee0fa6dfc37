"""The vocabulary: every noun of the glossary as a frozen dataclass.

Nothing here computes and nothing here imports more than the standard library
(the nouns of savings stand in `business`, those of a re-scan in `comparison`, and are given on from here).
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

__all__ = [
    "ACTIONS",
    "KINDS",
    "BestSet",
    "Change",
    "Comparison",
    "Criterion",
    "DataTransfer",
    "Execution",
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
    "Outcome",
    "Portfolio",
    "Proposal",
    "Range",
    "Rename",
    "Routine",
    "Saving",
    "Scan",
    "Screen",
    "ScreenDrift",
    "ScreenGraph",
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
class DataTransfer:
    """A value read or copied on one screen and entered on another, within a routine."""

    source_screen: str
    source_field: str
    target_screen: str
    target_field: str
    medium: str
    """clipboard or rekey."""
    transform: str
    """Between the value read and the value entered, in words."""
    transfers: int
    """How often it was seen."""
    share: float
    """Share of the routine's executions that hold it, 0 to 1."""
    explained: float
    """Share of the transfers that the transform reproduces, 0 to 1."""
    median_lag_seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """Screen + action + field, values left out; one line of a routine."""

    screen: str
    action: str
    field: str
    share: float
    """Share of the executions that hold this step, 0 to 1."""
    mean_seconds: float
    """Mean active seconds before this step, where it is there."""


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
class Variant:
    """One way of doing a routine."""

    id: str
    executions: int
    steps: tuple[int, ...]
    """1-based indices into Routine.steps, in order, of its most usual execution."""
    mean_active_seconds: float


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

    @property
    def agents(self) -> int:
        """How many agents did it."""
        return len({e.agent for e in self.executions})

    @property
    def active_seconds_total(self) -> float:
        """Sum of its executions' active seconds."""
        return sum(e.active_seconds for e in self.executions)


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
