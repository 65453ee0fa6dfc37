"""Names of what must not be read."""

from __future__ import annotations

import json

import pytest

from rpa_finder.readers.secret_names import is_secret
from tests.readers.drawn_files import GOOD, read, texts


@pytest.mark.parametrize(
    "name",
    [
        "Password",
        "userPassword",
        "USER_PWD",
        "Kennwort",
        "Contraseña",
        "Mot de passe",
        "PIN",
        "pin-code",
        "CVV2",
        "ApiKey",
    ],
)
def test_names_of_passwords_are_known(name):
    assert is_secret(name)


@pytest.mark.parametrize("name", ["Passenger", "Spinning", "Opinion", "Shipping", "Key", "Passport no", "Secretary"])
def test_names_that_only_look_like_it_are_none(name):
    assert not is_secret(name)


def test_a_field_for_a_password_keeps_no_value(tmp_path):
    result = read(tmp_path, GOOD.replace("input,Account", "input,Password", 10))
    assert texts(result, "value") == [None] * 10 + ["00123"] * 30
    (note,) = [note for note in result.notes if note.slug == "secrets-left-out"]
    assert "00123" not in note.text


def test_other_files_than_tables_keep_no_column_of_passwords(tmp_path):
    records = [
        {"timestamp": f"2026-03-02T08:00:0{i}Z", "user": "ann", "window title": "CRM", "value password": "s3cr3t"}
        for i in range(9)
    ]
    result = read(tmp_path, "\n".join(map(json.dumps, records)), "log.jsonl")
    assert result.inputs[0].format == "json-lines"
    assert set(texts(result, "value")) == {None}
    (note,) = [note for note in result.notes if note.slug == "secrets-left-out"]
    assert "value password" in note.text


def test_a_column_of_passwords_is_not_read_whatever_it_is_taken_for(tmp_path):
    lines = GOOD.replace("value\n", "password\n").splitlines()
    result = read(tmp_path, "\n".join([lines[0], *(f"{line}{i}" for i, line in enumerate(lines[1:]))]) + "\n")
    assert set(texts(result, "value")) == {None}
    assert "secrets-left-out" in {note.slug for note in result.notes}
