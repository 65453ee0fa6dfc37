"""write_samples: a folder of small logs in every format, with what is hidden in them."""

from __future__ import annotations

from pathlib import Path

from rpa_finder.errors import UsageError
from rpa_finder.samples.dialects import DIALECTS
from rpa_finder.samples.harder_work import scripts_of
from rpa_finder.samples.settings import PRESETS, StorySettings
from rpa_finder.samples.stories import Story, make_story
from rpa_finder.samples.writers import write_log

_ABOUT = {
    "change_of_address": "a mail, an account on the terminal and a customer's contact page into one web form, by "
    "clipboard; the teams North and South take two blocks of it in different order, some steps may be left out",
    "arrears_rows": "one row of a workbook into one web form; several rows one after the other",
    "claim_to_terminal": "a web claim typed into the terminal again, without the clipboard",
    "refund": "a customer's data into a form that wants everything in another form: dates, names, padded numbers, "
    "an address in three parts, a phone number",
    "balance_enquiry": "a look-up for a caller; nothing is written but the search key",
    "hardship_review": "judgement: the same screens, never the same words; nothing to automate",
    "badge_replacement": "the rare one: a lost badge from mail and customer system into a web form",
    "tenancy_notice": "a landlord's notice into the same web form that change_of_address fills",
    "returned_claim": "rework: a claim that was typed before comes back, and the same fields are typed over",
    "query_handover": "ping-pong: two teams send the same query back to each other, on several days",
    "progress_call": "repeat contact: the same customer asks again on another day",
    "household_list": "a loop inside one execution: every member of a household into the lines of one form",
    "complaint_reply": "judgement: looked into here or there, answered in words of its own",
    "paper_application": "typed from a scanned picture: no source that a log could show",
}
_FORMATS = {
    "desktop": "a recorder's export: one row a step, with window title, URL, control and text",
    "action_logger": "the columns of the Action Logger: one recording after the other, pages by URL alone, "
    "clipboard rows that belong to nobody",
    "smartrpa": "the columns of SmartRPA's raw recording",
    "xes": "packed XES, one trace for an agent's day",
    "terminal": "a terminal trace: field typed, key, screen id; no clipboard and nothing of what was read",
    "titles": "window titles and how long they were in front",
}

_TITLES = {
    True: "Some titles name a customer, claim or scan, the others don't",
    False: "No title names a customer, claim or scan",
}


def write_samples(folder: Path, settings: StorySettings | str | None = None) -> list[Path]:
    """Write sample logs, each with its truth.json in a folder of its own, and a README.md.

    settings is a story or the name of a preset (PRESETS), told in every format
    that can tell it; without, all presets. Gives the files written. Raises
    UsageError (slug sample-preset) for an unknown preset, StoreError (slug
    cannot-write) where the folder can't be written.
    """
    stories = [make_story(chosen) for chosen in _choose(settings)]
    written: list[Path] = []
    for story in stories:
        for dialect in DIALECTS.values():
            if dialect.kind == story.settings.kind:
                written += write_log(story, dialect.name, folder / dialect.name)
    readme = folder / "README.md"
    readme.write_text(_describe(stories), encoding="utf-8", newline="\n")
    return [*written, readme]


def _choose(settings: StorySettings | str | None) -> list[StorySettings]:
    if isinstance(settings, StorySettings):
        return [settings]
    if settings is None:
        return list(PRESETS.values())
    if settings not in PRESETS:
        raise UsageError("sample-preset", settings, "is no preset.", f"Take one of {', '.join(PRESETS)}.")
    return [PRESETS[settings]]


def _describe(stories: list[Story]) -> str:
    """Write the README: the files, what is hidden, what makes it hard."""
    kinds = [story.settings.kind for story in stories]
    lines = [
        "# Sample logs",
        "",
        "Made by `rpa-finder sample DIR`, all of it: no person, address or number in here exists. A council's service",
        "centre works with a terminal, a customer system, web forms, workbooks, mail and scanned letters.",
        "Each folder holds one log and `truth.json`: the rows of every execution (1-based data records, header not",
        "counted), its working seconds, and the values that were carried from screen to screen.",
        "",
        "| folder | log | agents | days | rows of story | executions |",
        "|---|---|---|---|---|---|",
    ]
    for dialect in DIALECTS.values():
        for story in stories:
            if dialect.kind == story.settings.kind:
                what = f"`{dialect.name}/{dialect.file_name}`: {_FORMATS[dialect.name]}"
                size = f"{len(story.agents)} | {story.settings.days} | {len(story.rows)} | {len(story.executions)}"
                lines.append(f"| {dialect.name} | {what} | {size} |")
    lines += [
        "",
        "The four desktop formats tell one story. The terminal and the window titles tell their own.",
        "",
        "## What is hidden",
        "",
        f"| routine | kind | executions ({', '.join(kinds)}) | what it is |",
        "|---|---|---|---|",
    ]
    for name, script in scripts_of(stories[0].settings.harder).items():
        counts = " / ".join(str(sum(e.routine == name for e in story.executions)) for story in stories)
        lines.append(f"| {name} | {script.kind} | {counts} | {_ABOUT[name]} |")
    lines += ["", "## What makes it hard", ""]
    lines += [f"- {line}" for line in _hardships(stories[0].settings)]
    return "\n".join(lines) + "\n"


def _hardships(settings: StorySettings) -> list[str]:
    return [
        f"{settings.noise:.0%} of the rows belong to no routine: mail, reading, calls, checking things on the "
        "routines' own screens in any order.",
        f"{settings.interleaving:.0%} of the executions are suspended for other work and resumed later.",
        f"{settings.values_lost:.0%} of the values are missing.",
        f"{settings.errors:.0%} of the entries go wrong first (wrong field and undo, mistyped); some rows are logged "
        "twice or seconds late; the recorders' clocks differ by up to a third of a second.",
        "Executions follow each other without a pause, sometimes for the same customer; two routines share a form.",
        f"{_TITLES[settings.ids_in_titles]}; a terminal session's letter, a user and a week are in titles too; one "
        "screen is renamed half-way.",
        "Pauses in which nobody works lie inside executions as well as between them.",
    ]
