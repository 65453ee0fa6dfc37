"""ContactLog: the second table. One row = one agent's part in one contact with a customer.

| column | dtype | meaning |
|---|---|---|
| source, row | str, int64 | input file and 1-based record in it |
| contact | str | id of the contact; legs of one contact share it |
| root, previous | str | ids of the contact it belongs to and of the one before, where transfers make new ones |
| agent | str | who took it; "" = nobody |
| customer | str | what tells the customer again: phone number or account; in memory only |
| channel, direction, queue | str | voice, chat, ...; inbound, outbound, ...; queue, skill or campaign |
| start, end | datetime64[us, UTC] | from first to last, end NaT where unknown |
| offset_min | int16 | local offset from UTC in minutes |
| talk_seconds, hold_seconds, wrapup_seconds, handle_seconds | float64 | NaN where unknown |
| reason | str | wrap-up code or disposition |

Sorted by start, source, row. Contacts are no screen work: they stand beside
UILog and are joined to it by agent and time. privacy.pseudonymise_contacts is their only
way out of memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

TEXTS = ("source", "contact", "root", "previous", "agent", "customer", "channel", "direction", "queue", "reason")
SECONDS = ("talk_seconds", "hold_seconds", "wrapup_seconds", "handle_seconds")


@dataclass(frozen=True, slots=True)
class ContactLog:
    """The table, in order."""

    table: pd.DataFrame

    def __len__(self) -> int:
        """Count the contacts."""
        return len(self.table)


def make_contacts(parts: Sequence[pd.DataFrame]) -> ContactLog:
    """Join tables of the columns above and put them in order."""
    table = pd.concat(list(parts), ignore_index=True)
    return ContactLog(table.sort_values(["start", "source", "row"], kind="stable", ignore_index=True))
