"""Scans at the edge: one event, hostile names, very many screens and routines."""

from dataclasses import replace

from rpa_finder.config import ScanConfig
from rpa_finder.model import IdleThreshold, InputFile, Note, Portfolio, Scan, Screen, ScreenGraph, Totals, Transition
from tests.renderers.story import benefits_scan

HOSTILE = (
    "<script>alert(1)</script>",
    "</script></style><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}{% raw %}",
    "' onfocus='alert(1)",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066\u200b",
    "🧾👩‍💼 Rechnung 発注 فاتورة",
    "W" * 2000,
    "=HYPERLINK(1)\nnew\tline\x00",
)


def small_scan(**changes):
    """A log of one event: one agent, one screen, no routine."""
    none = Portfolio(None, None, None, None, None, 0)
    one = Scan(
        label="",
        scanned_at="2026-03-16T09:00:00Z",
        tool_version="0.1.0",
        config=ScanConfig().as_dict(),
        inputs=(InputFile("one.csv", "ab" * 32, "generic", 1, 1, 0, 0),),
        totals=Totals(1, 1, 0.0, 1, 0, 1, 1, 1, "2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z"),
        idle=IdleThreshold(60.0, False, ((60.0, 0.0),)),
        graph=ScreenGraph((Screen("Only", "App", 1, 0.0, 1, 1),), ()),
        routines=(),
        proposals=(),
        portfolio=none,
    )
    return replace(one, **changes)


def hostile_scan():
    """The story with every name of the log replaced by a hostile one."""
    scan = benefits_scan()
    names = {s.name: f"{HOSTILE[i % len(HOSTILE)]} {i}" for i, s in enumerate(scan.graph.screens)}
    apps = {app: f"{HOSTILE[i]} app" for i, app in enumerate(sorted({s.app for s in scan.graph.screens}))}
    bad = "".join(HOSTILE[:8])
    return replace(
        scan,
        label=bad,
        scanned_at=bad,
        inputs=tuple(replace(f, path=bad, format=bad) for f in scan.inputs),
        notes=tuple(Note("x", h) for h in HOSTILE),
        issues=tuple(replace(i, source_file=bad, column=bad, reason=bad) for i in scan.issues),
        graph=ScreenGraph(
            tuple(replace(s, name=names[s.name], app=apps[s.app]) for s in scan.graph.screens),
            tuple(replace(t, source=names[t.source], target=names[t.target]) for t in scan.graph.transitions),
        ),
        routines=tuple(
            replace(
                r,
                name=bad,
                notes=(Note("x", bad),),
                steps=tuple(replace(s, screen=names[s.screen], field=bad, action=bad) for s in r.steps),
                transfers=tuple(
                    replace(
                        t,
                        source_screen=names[t.source_screen],
                        source_field=bad,
                        target_screen=names[t.target_screen],
                        target_field=bad,
                        transform=bad,
                        medium=bad,
                    )
                    for t in r.transfers
                ),
                executions=tuple(replace(e, id=e.id + bad, agent=e.agent + bad, start=bad) for e in r.executions),
            )
            for r in scan.routines
        ),
        proposals=tuple(
            replace(p, title=bad, verdict=bad, what_to_do=bad, reasons=(bad,), risks=(bad,)) for p in scan.proposals
        ),
    )


def large_scan():
    """200 screens, 50 routines with proposals, many moves and files."""
    scan = benefits_scan()
    screens = tuple(Screen(f"Form {i:03d} of the claim", f"App {i % 7}", 90, 9000.0 - i, 80, 20) for i in range(200))
    moves = tuple(
        Transition(screens[i].name, screens[(i * step + 1) % 200].name, 30, 900.0 - i, 9)
        for i in range(200)
        for step in (1, 3)
    )
    routine, proposal = scan.routines[0], scan.proposals[0]
    routines = tuple(replace(routine, id=f"R{i + 1:02d}") for i in range(50))
    return replace(
        scan,
        graph=ScreenGraph(scan.graph.screens + screens, scan.graph.transitions + moves),
        routines=routines,
        proposals=tuple(
            replace(proposal, id=f"P{i + 1:02d}", routine_id=r.id, rank=i + 1) for i, r in enumerate(routines)
        ),
    )
