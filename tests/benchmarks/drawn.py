"""A small recording with known truth, as the public logs are."""

from __future__ import annotations

from benchmarks.noise import Recording, as_truth

HEADER = ("eventType", "timeStamp", "Label", "source", "Value")
STEPS = {
    "A": ("open", "copy", "paste", "save"),
    "B": ("find", "read", "print"),
}
"""Steps of two routines: each is an eventType of its own."""


def draw(routines: str, before: int = 0) -> Recording:
    """Draw executions of A and B in that order, before them some rows of none.

    The value of each row is the execution's number, and its time rises by a second.
    """
    rows: list[tuple[str, ...]] = []

    def add(event: str, value: str) -> None:
        minutes, seconds = divmod(len(rows), 60)
        rows.append((event, f"2024-01-08T09:{minutes:02d}:{seconds:02d}.000Z", "", "Web", value))

    for _ in range(before):
        add("idle", "")
    executions = []
    for i, routine in enumerate(routines):
        first = len(rows) + 1
        for step in STEPS[routine]:
            add(step, str(i))
        executions.append({"id": str(i), "routine": routine, "rows": [[first, len(rows)]]})
    facts = {name: {"steps": [f"{step}|Web" for step in steps]} for name, steps in STEPS.items()}
    return Recording(HEADER, tuple(rows), as_truth(facts, executions, len(rows), origin="drawn"))


def rows_of(recording: Recording) -> dict[str, list[tuple[str, ...]]]:
    """Give the records of each execution, by its id."""
    return {
        e["id"]: [recording.rows[row - 1] for a, b in e["rows"] for row in range(a, b + 1)]
        for e in recording.truth["executions"]
    }
