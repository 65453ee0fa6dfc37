"""Assumptions: each says what it means, and which are nobody's figures."""

from __future__ import annotations

import ast
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from rpa_finder import assumptions
from rpa_finder.assumptions import Assumptions, GainShareTerms, StaffingTerms


@pytest.mark.parametrize("kind", [Assumptions, StaffingTerms, GainShareTerms], ids=lambda kind: kind.__name__)
def test_every_field_says_what_it_means(kind):
    tree = ast.parse(Path(assumptions.__file__).read_text(encoding="utf-8"))
    body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == kind.__name__)
    named = [node.target.id for node in body if isinstance(node, ast.AnnAssign)]
    explained = [
        first.target.id
        for first, second in pairwise(body)
        if isinstance(first, ast.AnnAssign) and isinstance(second, ast.Expr) and isinstance(second.value, ast.Constant)
    ]
    assert named == [f.name for f in fields(kind)]
    assert explained == named


def test_nothing_is_claimed_that_nobody_has_shown():
    given = Assumptions()
    assert given.error_share_before == given.rework_seconds == given.cashable_share == 0
    assert StaffingTerms().contacts_per_interval == ()
    assert GainShareTerms().share == 0
