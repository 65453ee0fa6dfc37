"""Which column is what, by its name and its values."""

from __future__ import annotations

import pytest

from rpa_finder.readers.headers import assign_roles, nearest_time_name, normalise
from tests.readers.drawn_files import read, rows


@pytest.mark.parametrize(
    "header",
    [
        "Zeitstempel;Benutzer;Anwendung;Maske;Aktion;Feld;Wert",
        "Fecha y hora;Usuario;Aplicación;Pantalla;Acción;Campo;Valor",
        "Data/hora;Usuário;Aplicativo;Tela;Ação;Campo;Valor",
        "Horodatage;Utilisateur;Logiciel;Écran;Activité;Champ;Valeur",
        "EventTimestamp;UserName;ApplicationName;ScreenName;EventType;ElementName;Text",
        "START_TIME;USER_ID;APP;WINDOW TITLE;ACTION_TYPE;FIELD_NAME;NEW_VALUE",
        "Start Timestamp (UTC);Agent Name;Process Name;Window;Event;Control;Value",
    ],
)
def test_knows_headers_in_several_languages(tmp_path, header):
    result = read(tmp_path, header + "\n2026-03-02 08:00:01;ann;CRM;Customer;paste;Account;007\n")
    assert rows(result, "agent", "app", "screen", "action", "element", "value") == [
        ("ann", "CRM", "Customer", "paste", "Account", "007")
    ]


def test_a_constant_lifecycle_is_neither_agent_nor_action(tmp_path):
    lines = "".join(f"{a},2026-03-02T08:00:0{i}Z,complete,Web\n" for i, a in enumerate(["copy", "paste"] * 4))
    result = read(tmp_path, "eventType,timeStamp,lifecycle:transition,source\n" + lines)
    assert set(rows(result, "agent", "action", "app")) == {(None, "copy", "Web"), (None, "paste", "Web")}


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Start Timestamp (UTC)", "start timestamp"),
        ("eventType", "event type"),
        ("HTTPUrl", "http url"),
        ("case:concept:name", "case concept name"),
        ("Aplicación", "aplicacion"),
        ("  FIELD_NAME [raw]", "field name"),
    ],
)
def test_names_are_compared_without_case_accents_signs_and_units(name, plain):
    assert normalise(name) == plain


def test_values_must_confirm_what_a_name_promises():
    stamps, days, clocks = ["2026-03-02 08:00:00"] * 3, ["02.03.2026"] * 3, ["08:00:00"] * 3
    assert assign_roles(("Time", "End"), {"Time": stamps, "End": ["yes", "no", "no"]}) == {"time": "Time"}
    assert assign_roles(("Date", "Time"), {"Date": days, "Time": clocks}) == {"date": "Date", "clock": "Time"}
    assert assign_roles(("Date", "Colour"), {"Date": days, "Colour": ["red"] * 3}) == {"time": "Date"}


def test_empty_columns_and_running_numbers_have_no_role():
    sample = {"timestamp": ["2026-03-02 08:00:00"], "id": ["1"], "user": [""], "agent": ["ann"]}
    assert assign_roles(tuple(sample), sample) == {"time": "timestamp", "agent": "agent"}


def test_a_lone_label_is_the_element_and_beside_a_name_it_is_the_label():
    alone = {"timestamp": ["2026-03-02 08:00:00"], "Beschriftung": ["Account number"]}
    both = {**alone, "field name": ["acc_no"]}
    assert assign_roles(tuple(alone), alone)["element"] == "Beschriftung"
    found = assign_roles(tuple(both), both)
    assert (found["element"], found["element_label"]) == ("field name", "Beschriftung")


def test_the_column_most_like_a_time_is_named():
    assert nearest_time_name(("who", "tmestamp", "what")) == "tmestamp"
    assert nearest_time_name(("colour", "size")) == ""
