"""XML without what logs have no need of."""

from __future__ import annotations

import pytest

from rpa_finder.errors import InputError
from rpa_finder.readers.strict_xml import parse_xml

BOMB = '<!DOCTYPE a [<!ENTITY a "1234567890"><!ENTITY b "&a;&a;&a;&a;&a;">]><a>&b;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def parsed(text: str) -> list[str]:
    found: list[str] = []
    parse_xml(
        [text[:7].encode(), text[7:].encode()],
        "log.xml",
        lambda tag, given: found.append(f"<{tag} {given}"),
        lambda tag: found.append(f"/{tag}"),
        found.append,
    )
    return found


def test_tags_come_in_order_without_their_prefix():
    assert parsed('<p:a xmlns:p="u" k="1">x &amp; y<b/></p:a>') == [
        "<a {'xmlns:p': 'u', 'k': '1'}",
        "x & y",
        "<b {}",
        "/b",
        "/a",
    ]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        (BOMB, "doctype"),
        (OUTSIDE, "doctype"),
        ("<!DOCTYPE a><a/>", "doctype"),
        ("<a><b></a>", "bad-xml"),
        ("<a>&x;</a>", "bad-xml"),
        ("<a>" * 65, "bad-xml"),
        ("nonsense", "bad-xml"),
        ('<?xml version="1.0" encoding="AUTF-8"?><a/>', "bad-xml"),
        ('<?xml version="1.0" encoding="shift_jis"?><a/>', "bad-xml"),
    ],
)
def test_what_is_dangerous_or_cut_off_is_refused(text, slug):
    with pytest.raises(InputError) as caught:
        parsed(text)
    assert caught.value.slug == slug
