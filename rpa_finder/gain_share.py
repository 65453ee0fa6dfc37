"""How client and provider would share a saving, from draws of what it is worth.

The saving that counts is the one a second scan measures, not the one that was
estimated, nor the runs a bot reports: these figures show what the terms would
give over the range that is expected. Terms: config.GainShareTerms.
"""

from __future__ import annotations

import numpy as np

from rpa_finder.config import GainShareTerms
from rpa_finder.estimates import to_range
from rpa_finder.finance import Array
from rpa_finder.model import GainShare


def fees(savings: Array, terms: GainShareTerms) -> Array:
    """Give the provider's fee a year: a share of the saving beyond the dead band, between floor and cap."""
    shared = terms.share * np.maximum(0.0, savings - terms.dead_band)
    return np.asarray(np.maximum(terms.floor, np.minimum(terms.cap, shared)))


def share_gain(benefits: Array, at_baseline_volume: Array, costs: float, terms: GainShareTerms) -> GainShare | None:
    """Give what both sides are left with a year; None where no share is agreed.

    benefits is what the realised hours are worth a year, at_baseline_volume the
    same with the volume held at the baseline's, one per draw; costs is a year's
    share of building and running. The client keeps what the volume really brings.
    """
    if terms.share <= 0 and terms.floor <= 0:
        return None
    counted = at_baseline_volume if terms.volume_normalised else benefits
    fee = fees(counted, terms)
    client, provider = benefits - fee, fee
    if terms.costs_borne_by == "client":
        client = client - costs
    else:
        provider = provider - costs
    return GainShare(to_range(counted), to_range(fee), to_range(client), to_range(provider))
