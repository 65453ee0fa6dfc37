"""The command line: reads the arguments, calls, prints. Nothing is computed here.

Imports of the stages stand inside the commands, so that --help stays fast.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rpa_finder import __version__
from rpa_finder.cli_history import history
from rpa_finder.console import Progress, emphasise, now, write_file
from rpa_finder.errors import (
    EXIT_DONE,
    EXIT_FAULT_FOUND,
    EXIT_INTERRUPTED,
    EXIT_STORE,
    EXIT_USAGE,
    InputError,
    RpaFinderError,
)

if TYPE_CHECKING:
    from rpa_finder.config import ScanConfig
    from rpa_finder.engines import Engine
    from rpa_finder.model import Scan
    from rpa_finder.readers import ReadOptions, ReadResult

EXIT_BUG = 70
"""A fault of rpa-finder itself; not 1, which means that a fault was found."""

FORMATS = ("graphml", "proposals", "backlog", "xlsx", "parquet", "html")
"""Outputs beside scan.json and the tables, which are always written; renderers.OUTPUTS has the same names."""

Command = TypeVar("Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)
_SCANS_A_YEAR = 13
"""Monthly ones, both ends counted."""
_MAX_REJECTED = "Share of rows that may be rejected, 0 to 1; 0.05 if not given."


def main() -> None:
    """Run the command line and exit with the code of its outcome."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; give the exit code. Errors become one line on stderr."""
    try:
        code = cli.main(arguments, prog_name="rpa-finder", standalone_mode=False)
        sys.stdout.flush()
    except (SystemExit, BrokenPipeError):
        # The reader of our output has gone (as "head" does; click turns that into SystemExit).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return EXIT_DONE
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return EXIT_USAGE
    except (Exception, KeyboardInterrupt) as error:
        line, code = _line_and_code(error)
        click.echo("error: " + " ".join(line.split()), err=True)
    return code if isinstance(code, int) else EXIT_DONE


def _line_and_code(error: BaseException) -> tuple[str, int]:
    if isinstance(error, RpaFinderError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        return f"{error.format_message()} See: rpa-finder --help. [usage]", EXIT_USAGE
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "interrupted; nothing was written.", EXIT_INTERRUPTED
    if isinstance(error, MemoryError):
        return "memory ran out. Scan fewer days at once, or use a larger machine. [memory]", EXIT_STORE
    if os.environ.get("RPA_FINDER_DEBUG"):
        traceback.print_exception(error)
    # The text of a stray exception may quote a value of the log, so only its kind is shown.
    todo = "Please report it with what the same command prints under RPA_FINDER_DEBUG=1, values removed."
    return f"this is a fault of rpa-finder {__version__} ({type(error).__name__}). {todo} [bug]", EXIT_BUG


def _log_options(command: Command) -> Command:
    """Add what says how a log is to be read."""
    for option in (
        click.option("--max-rejected", "max_rejected_share", type=float, metavar="SHARE", help=_MAX_REJECTED),
        click.option("--order", type=click.Choice(["time", "file"]), help="Trust the clock or the file's row order."),
        click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="Order of numeric dates."),
        click.option("--timezone", metavar="ZONE", help="Zone of times without one, such as Europe/Berlin."),
        click.option("--format", "log_format", metavar="NAME", help="Name of the log format, if detection fails."),
        click.option("--mapping", type=_FILE, metavar="FILE", help="Which column is what, as TOML."),
    ):
        command = option(command)
    return command


def _reading(given: dict[str, Any]) -> dict[str, Any]:
    return {key: given[key] for key in ("timezone", "date_order", "order", "max_rejected_share")}


def _formats_option(command: Command) -> Command:
    """Add which outputs are written."""
    told = f"Outputs to write, with commas between: {', '.join(FORMATS)}. All but parquet if not given."
    option = click.option("--formats", metavar="NAMES", default="", callback=_split_formats, help=told)
    return option(command)


def _split_formats(_context: click.Context, _option: click.Parameter, given: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given.split(",") if name.strip())
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise click.BadParameter(f"there is no output {unknown[0]!r}; there are {', '.join(FORMATS)}.")
    return names


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
def cli() -> None:
    """Find the routines in logs of screen work, and say what automating each would save.

    Start with: rpa-finder scan LOG
    """


@cli.command()
@click.argument("log", nargs=-1, required=True)
@click.option("--out", type=_FILE, default=Path("rpa-scan"), show_default=True, help="Folder to write.")
@click.option("--config", type=_FILE, metavar="FILE", help="Thresholds and assumptions, as TOML.")
@_log_options
@click.option("--label", metavar="TEXT", help="Name of this scan in all outputs.")
@click.option(
    "--history",
    "store_file",
    type=_FILE,
    envvar="RPA_FINDER_HISTORY",
    show_envvar=True,
    metavar="FILE",
    help="Also keep the scan in this history store.",
)
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="What runs the stages."
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Worker processes.")
@_formats_option
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def scan(log: tuple[str, ...], out: Path, store_file: Path | None, engine: str, jobs: int, **given: Any) -> None:
    """Find routines in LOG (files, folders or globs)."""
    from rpa_finder import history, renderers, store
    from rpa_finder.config import load_config
    from rpa_finder.engines import make_engine
    from rpa_finder.renderers.summary import render_summary, render_summary_json

    config = load_config(given["config"], label=given["label"], **_reading(given))
    runs_on = make_engine(engine, jobs)
    history.check_writable(out)
    if store_file is not None:
        config = _with_measured_upkeep(config, store_file)
    progress = Progress(quiet=given["quiet"])
    found = _scan(log, config, given, progress, runs_on)
    progress.start("writing")
    history.write_scan(out, renderers.render(found, given["formats"]))
    progress.end()
    if store_file is not None:
        store.add_scan(store_file, found)
    if given["as_json"]:
        click.echo(render_summary_json(found, str(out)), nl=False)
    elif not given["quiet"]:
        # click takes the emphasis off again where the output is no terminal.
        click.echo(emphasise(render_summary(found, str(out), whole=not given["formats"])), nl=False)


@cli.command()
@click.argument("log", nargs=-1, required=True)
@_log_options
def inspect(log: tuple[str, ...], **given: Any) -> None:
    """Say what LOG is and what it can and cannot show."""
    from rpa_finder.config import load_config
    from rpa_finder.inspection import inspect_log, keep_settled_mapping, render_inspection

    config = load_config(None, **_reading(given))
    options = _read_options(config, given)
    with _proposing_a_mapping():
        found = inspect_log(list(map(Path, log)), options)
    click.echo(render_inspection(found))
    mapping = keep_settled_mapping(found, options.mapping)
    if mapping:
        click.echo(f"\nCheck {mapping}, and scan with --mapping {mapping}: nothing is then assumed.")


@cli.command()
@click.argument("baseline")
@click.argument("scan_name", metavar="SCAN")
@click.option("--out", type=_FILE, default=Path(), show_default=True, help="Folder for the comparison's files.")
@click.option(
    "--history",
    "store_file",
    type=_FILE,
    envvar="RPA_FINDER_HISTORY",
    show_envvar=True,
    metavar="FILE",
    help="History store: BASELINE and SCAN may be ids in it, and proposals that are live are verified.",
)
@click.option(
    "--volumes",
    type=click.FloatRange(0, min_open=True),
    nargs=2,
    metavar="BEFORE AFTER",
    help="Cases in either scan's time: rates are then per case.",
)
@click.option(
    "--control",
    "team",
    nargs=2,
    metavar="BEFORE AFTER",
    help="Scans of another team at which nothing went live: what it did is taken off the savings.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed or saves less than claimed.")
def compare(
    baseline: str,
    scan_name: str,
    out: Path,
    store_file: Path | None,
    volumes: tuple[float, float] | None,
    team: tuple[str, str] | None,
    *,
    exit_code: bool,
) -> int:
    """Say what changed from BASELINE to SCAN, and what was really saved.

    Each is a folder that a scan wrote, its scan.json, or with --history an id.
    """
    from rpa_finder import benefits, changes, drift, store
    from rpa_finder.renderers.compare_text import render_changes
    from rpa_finder.renderers.comparing import render_rescan
    from rpa_finder.renderers.rescan import Rescan

    before, after = (_find_scan(name, store_file) for name in (baseline, scan_name))
    live = store.list_live(store_file) if store_file is not None else ()
    found = changes.compare(before, after, volumes, {p.routine_key for p in live})
    control = None
    if team is not None:
        there = _find_scan(team[0], store_file), _find_scan(team[1], store_file)
        control = benefits.Team(there, changes.compare(*there))
    verified = benefits.verify_benefits(before, after, found, live, control)
    both = (before, after)
    rescan = Rescan(
        *(before, after, found, verified), drift.measure_drift(both, found), drift.screen_changes(both, found)
    )
    for name, content in render_rescan(rescan):
        write_file(out / name, content)
    click.echo(render_changes(rescan), nl=False)
    return EXIT_FAULT_FOUND if exit_code and rescan.changed else EXIT_DONE


@cli.command()
@click.argument("scan_folder", metavar="SCAN", type=_FILE)
@click.option("--out", type=_FILE, help="Folder to write; the scan's own if not given.")
@_formats_option
def report(scan_folder: Path, out: Path | None, formats: tuple[str, ...]) -> None:
    """Write outputs of folder SCAN again, without logs.

    Outputs that are not chosen stay as they are.
    """
    from rpa_finder import history, renderers

    kept = history.read_scan(scan_folder)
    target = out or scan_folder
    history.check_writable(target)
    history.write_scan(target, renderers.render(kept, formats), keep_others=bool(formats))
    click.echo(f"Written to {target}")


@cli.command()
@click.argument("scan_folder", metavar="SCAN", type=_FILE)
@click.argument("log", nargs=-1, required=True)
@click.option("--mapping", type=_FILE, metavar="FILE", help="As it was given to the scan.")
@click.option("--format", "log_format", metavar="NAME", help="As it was given to the scan.")
def verify(scan_folder: Path, log: tuple[str, ...], **given: Any) -> int:
    """Compute every figure of folder SCAN again from LOG.

    Twice: by a new scan, and from the rows that the kept executions name. Exit
    code 1 if one differs.
    """
    from rpa_finder import history, pipeline, verification
    from rpa_finder.renderers.scan_json import as_stored, render_scan_json

    kept = history.read_scan(scan_folder)
    figures = json.loads((scan_folder / history.SCAN_FILE).read_text(encoding="utf-8"))
    config = verification.kept_config(figures)
    read = _read(log, config, given)
    again = as_stored(pipeline.scan(read, config, scanned_at=now()))
    mismatches = verification.find_mismatches(figures, json.loads(render_scan_json(again)))
    mismatches += verification.find_execution_mismatches(kept, again)
    mismatches += verification.find_untraceable(kept, pipeline.recompute(kept, read, config))
    for mismatch in mismatches:
        click.echo(f"{mismatch.key}: kept {mismatch.kept or '(nothing)'}, again {mismatch.again or '(nothing)'}")
    click.echo(f"{len(mismatches)} figures differ." if mismatches else "Every figure follows from the log.")
    return EXIT_FAULT_FOUND if mismatches else EXIT_DONE


@cli.command()
@click.argument("folder", metavar="DIR", type=_FILE)
def sample(folder: Path) -> None:
    """Write sample logs, one story in several formats, to DIR."""
    from rpa_finder.samples import write_samples

    write_samples(folder)
    click.echo(f"Written to {folder}")


cli.add_command(history)


def _find_scan(name: str, store_file: Path | None) -> Scan:
    from rpa_finder import history, store

    if store_file is not None and name.isdigit() and not Path(name).exists():
        return store.read_scan(store_file, int(name))
    path = Path(name)
    return history.read_scan(path.parent if path.name == history.SCAN_FILE else path)


def _with_measured_upkeep(config: ScanConfig, store_file: Path) -> ScanConfig:
    """Let the scans of a store say how often screens change, where the configuration does not."""
    from rpa_finder import changes, drift, store
    from rpa_finder.config import with_screen_changes

    kept = () if config.screen_changes else store.read_latest(store_file, _SCANS_A_YEAR)
    # Logs of one time are of two teams, or the same log: what differs between them is no change.
    later = [(a, b) for a, b in pairwise(kept) if a.totals.last < b.totals.first]
    return with_screen_changes(config, drift.screen_changes(kept, *(changes.compare(a, b) for a, b in later)))


def _scan(log: tuple[str, ...], config: ScanConfig, given: dict[str, Any], progress: Progress, engine: Engine) -> Scan:
    from rpa_finder.pipeline import scan_logs

    options = _read_options(config, given)
    with _proposing_a_mapping():
        found = scan_logs(
            list(map(Path, log)), config, options, scanned_at=now(), progress=progress.start, engine=engine
        )
    progress.end()
    return found


def _read(log: tuple[str, ...], config: ScanConfig, given: dict[str, Any]) -> ReadResult:
    from rpa_finder.readers import read_log

    with _proposing_a_mapping():
        return read_log(list(map(Path, log)), _read_options(config, given))


@contextmanager
def _proposing_a_mapping() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        from rpa_finder.inspection import keep_proposed_mapping

        keep_proposed_mapping(error)
        raise


def _read_options(config: ScanConfig, given: dict[str, Any]) -> ReadOptions:
    from rpa_finder.readers import ReadOptions

    return ReadOptions(
        format=given["log_format"] or "",
        mapping=given["mapping"],
        timezone=config.timezone,
        date_order=config.date_order,
        order=config.order,
        max_rejected_share=config.max_rejected_share,
    )
