from __future__ import annotations

import json

from rpa_finder.changes import compare
from rpa_finder.renderers.compare_json import render_compare
from tests.drawing_scans import routine, scan_of


def test_compare_json_holds_every_figure():
    text = render_compare(compare(scan_of(routine("R01", 1000)), scan_of(routine("R02", 200))))
    (entry,) = json.loads(text)["routines"]
    assert (entry["before_id"], entry["after_id"], entry["verdict"]) == ("R01", "R02", "reduced")
    assert entry["rate_ratio"]["p10"] < 0.2 < entry["rate_ratio"]["p90"]
    assert (entry["rate_before"], entry["rate_after"]) == (5.0, 1.0)
    assert text.endswith("\n")
    assert json.loads(render_compare(())) == {"schema_version": 1, "routines": []}
