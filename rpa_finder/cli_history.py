"""The commands on the history store: read the arguments, call, print.

Imports of the store stand inside the commands, so that --help stays fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rpa_finder.comparison import DECISIONS
from rpa_finder.console import now

_FILE = click.Path(path_type=Path)


@click.group()
def history() -> None:
    """List kept scans, show proposals, record decisions."""


@history.command("list")
@click.argument("store_file", metavar="STORE", type=_FILE)
def list_command(store_file: Path) -> None:
    """List the scans in STORE, oldest first."""
    from rpa_finder import store

    for kept in store.list_scans(store_file):
        hours = kept.active_seconds / 3600
        about = f"{kept.events} events, {kept.agents} agents, {hours:.1f} h of work, {len(kept.proposals)} proposals"
        click.echo(f"{kept.id:>4}  {kept.scanned_at}  {kept.label or '(no label)'}: {about}")


@history.command()
@click.argument("store_file", metavar="STORE", type=_FILE)
@click.argument("scan_id", metavar="[ID]", type=int, required=False)
def show(store_file: Path, scan_id: int | None) -> None:
    """Show the proposals of scan ID (the newest if not given) and what was decided on them."""
    from rpa_finder import store

    kept = store.get_scan(store_file, scan_id)
    decisions = {made.routine_key: made for made in store.list_decisions(store_file)}
    click.echo(f"Scan {kept.id}, {kept.scanned_at}, {kept.label or '(no label)'}")
    for proposal in kept.proposals:
        made = decisions.get(proposal.routine_key)
        decided = f"{made.decision} since {made.since} {made.note}".rstrip() if made else "not decided"
        hours = "withheld" if proposal.hours_p50 is None else f"{proposal.hours_p50:.0f} h/year"
        click.echo(f"  {proposal.id}  {hours:>12}  {proposal.title} ({proposal.verdict}): {decided}")


@history.command()
@click.argument("store_file", metavar="STORE", type=_FILE)
@click.argument("proposal_id", metavar="PROPOSAL")
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--scan", "scan_id", type=int, metavar="ID", help="Scan of the proposal; the newest if not given.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Day from which it holds; today if not given."
)
@click.option("--by", default="", metavar="TEXT", help="Who decided.")
@click.option("--cost", type=click.FloatRange(0), default=0.0, metavar="MONEY", help="Spent since the decision before.")
@click.option("--note", default="", metavar="TEXT", help="Why; kept with the decision.")
def decide(store_file: Path, proposal_id: str, decision: str, scan_id: int | None, **given: Any) -> None:
    """Record in STORE what was decided on PROPOSAL; later scans carry it over."""
    from rpa_finder import store

    kept = store.get_scan(store_file, scan_id)
    proposal = store.find_proposal(store_file, kept, proposal_id)
    moment = now()
    made = store.Decision(
        kept.id,
        proposal.id,
        proposal.routine_key,
        decision,
        given["note"],
        moment,
        title=proposal.title,
        decided_by=given["by"],
        since=given["since"].date().isoformat() if given["since"] else moment[:10],
        expected_hours=proposal.hours_p50,
        cost=given["cost"],
    )
    store.add_decision(store_file, made)
    click.echo(f"{proposal.id} {proposal.title}: {decision} since {made.since}")


@history.command()
@click.argument("store_file", metavar="STORE", type=_FILE)
def export(store_file: Path) -> None:
    """Print scans and decisions in STORE as JSON, for auditors."""
    from rpa_finder import store

    click.echo(store.export(store_file), nl=False)


@history.command()
@click.argument("store_file", metavar="STORE", type=_FILE)
def forget(store_file: Path) -> None:
    """Delete the key of STORE: nobody can tell any more which token was which agent or case."""
    from rpa_finder import store

    store.forget_key(store_file)
    click.echo("The key is forgotten; later scans get a new one.")
