"""Exports that people made by hand, in their language and with their habits: one story, told the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from rpa_finder.errors import InputError
from tests.readers.drawn_files import read, rows

STEPS = (
    ("SAP", "Order", "copy", "Order number", "4711{i}"),
    ("Outlook", "Inbox", "click", "Forward", ""),
    ("Excel", "List.xlsx", "paste", "Reference", "4711{i}"),
    ("Excel", "List.xlsx", "input", "Amount", "1.234,5{i}"),
)
COLUMNS = ("time", "agent", "app", "screen", "action", "element", "value")
ZERO, EPOCH = datetime(1899, 12, 30), datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    agent: str
    app: str
    screen: str
    action: str
    element: str
    value: str


def story() -> Iterator[Event]:
    at = datetime(2026, 3, 16, 8, 0, 7)
    for i in range(20):
        for app, screen, action, element, value in STEPS:
            at += timedelta(seconds=7)
            yield Event(at, f"mm{i % 3}", app, screen, action, element, value.format(i=i % 9))
        at += timedelta(hours=5, minutes=1) if i % 10 == 9 else timedelta(minutes=3)


def told(*wanted: str) -> list[tuple[str | None, ...]]:
    found = [
        dict(zip(COLUMNS, (f"{e.at}+00:00", e.agent, e.app, e.screen, e.action, e.element, e.value), strict=True))
        for e in story()
    ]
    return sorted(tuple(event[name] or None for name in wanted) for event in found)


GERMAN = {"copy": "Kopieren", "click": "Klick", "paste": "Einfügen", "input": "Eingabe"}
FRENCH = {"copy": "Copier", "click": "Clic", "paste": "Coller", "input": "Saisie"}
SPANISH = {"copy": "Copiar", "click": "Clic", "paste": "Pegar", "input": "Escribir"}
PORTUGUESE = {"copy": "Copiar", "click": "Clique", "paste": "Colar", "input": "Digitar"}
ITALIAN = {"copy": "Copia", "click": "Clic", "paste": "Incolla", "input": "Inserimento"}
DUTCH = {"copy": "Kopiëren", "click": "Klik", "paste": "Plakken", "input": "Invoer"}
ENGLISH = {"copy": "Copy", "click": "Left-click", "paste": "Paste", "input": "Typed text"}


def table(header: str, stamp: Callable[[datetime], str], words: dict[str, str], sign: str = ";") -> str:
    """Tell the story with these names of columns; the first one or two are the time's."""
    lines = [header]
    for e in story():
        cells = [stamp(e.at), e.agent, e.app, e.screen, words[e.action], e.element, e.value]
        lines.append(sign.join(f'"{cell}"' if "," in cell and sign == "," else cell for cell in cells))
    return "\n".join(lines) + "\n"


def as_of(pattern: str) -> Callable[[datetime], str]:
    return lambda at: at.strftime(pattern)


def day_number(at: datetime) -> str:
    return f"{(at - ZERO) / timedelta(days=1):.9f}".replace(".", ",")


def milliseconds(at: datetime) -> str:
    return f"{(at - EPOCH) / timedelta(milliseconds=1):.0f}"


MADE = {
    "German, Windows-1252": table(
        "Datum;Uhrzeit;Benutzer;Anwendung;Maske;Vorgang;Feld;Wert", as_of("%d.%m.%Y;%H:%M:%S"), GERMAN
    ).encode("cp1252"),
    "German, signs and slashes in names": table(
        "Zeitpunkt;MA-Nr.;Programm / Modul;Fenstertitel;Aktion;Feldname;Neuer Wert", as_of("%Y-%m-%d %H:%M:%S"), GERMAN
    ).encode(),
    "French": table(
        "Horodatage;Utilisateur;Application;Fenêtre;Action;Champ;Valeur", as_of("%d/%m/%Y %H:%M:%S"), FRENCH
    ).encode("cp1252"),
    "Spanish, UTF-16, tabs": table(
        "Fecha\tHora\tUsuario\tAplicación\tPantalla\tAcción\tCampo\tValor", as_of("%d/%m/%Y\t%H:%M:%S"), SPANISH, "\t"
    ).encode("utf-16"),
    "Portuguese": table(
        "Data/Hora;Operador;Sistema;Tela;Ação;Campo;Conteúdo", as_of("%d/%m/%Y %H:%M:%S"), PORTUGUESE
    ).encode(),
    "Italian, dots in times": table(
        "Data;Ora;Operatore;Applicazione;Schermata;Azione;Campo;Valore", as_of("%d/%m/%Y;%H.%M.%S"), ITALIAN
    ).encode(),
    "Dutch": table(
        "Datum;Tijd;Medewerker;Applicatie;Scherm;Actie;Veld;Waarde", as_of("%d-%m-%Y;%H:%M:%S"), DUTCH
    ).encode(),
    "short names, milliseconds since 1970": table(
        "ts,op,app,window_title,event,ctrl,txt",
        lambda at: f"{(at - EPOCH) / timedelta(milliseconds=1):.0f}",
        ENGLISH,
        ",",
    ).encode(),
    "days of a spreadsheet with decimal commas": table(
        "Time;Operator;Program;Window;Event;Field;Value", day_number, ENGLISH
    ).encode(),
    "days of eight digits, times of six": table(
        "Date;Time;Op;App;Screen;Event;Field;Data", as_of("%Y%m%d;%H%M%S"), ENGLISH
    ).encode(),
    "days of eight digits, times with colons": table(
        "Date;Time;Op;App;Screen;Event;Field;Data", as_of("%Y%m%d;%H:%M:%S"), ENGLISH
    ).encode(),
    "a clock of twelve hours": table(
        "Date;Time;Agent;Application;Window;Action;Field;Value", as_of("%m/%d/%Y;%I:%M:%S %p"), ENGLISH
    ).encode(),
    "months by name, plain words": table(
        "When;Who;What app;Screen name;What;Field;Text", as_of("%d-%b-%Y %I:%M:%S %p"), ENGLISH
    ).encode(),
    "a time of day of any name": table(
        "Tag;Beginn um;Wer;Programm;Fenster;Was;Feld;Wert", as_of("%d.%m.%Y;%H:%M:%S"), GERMAN
    ).encode(),
    "xpath": table(
        "timestamp;username;application;page title;event;xpath;value", as_of("%Y-%m-%dT%H:%M:%SZ"), ENGLISH
    ).encode(),
}


@pytest.mark.parametrize("name", MADE)
def test_a_hand_made_export_is_read_as_it_is(tmp_path: Path, name: str):
    result = read(tmp_path, MADE[name], "export.csv")
    assert not result.issues
    assert sorted(rows(result, *COLUMNS)) == told(*COLUMNS)


def test_a_title_above_the_header_and_totals_below_the_rows_are_no_events(tmp_path: Path):
    text = table("Timestamp;User;Application;Window;Action;Field;Value", as_of("%Y-%m-%d %H:%M:%S"), ENGLISH)
    title = "Activity export\nTeam: Claims;North\nFrom 16 to 18 March\n\n"
    result = read(tmp_path, title + text + "Total;;80;;;;\n", "export.csv")
    assert sorted(rows(result, *COLUMNS)) == told(*COLUMNS)
    assert [(issue.line, issue.reason) for issue in result.issues] == [(86, "is no time")]
    (note,) = [note for note in result.notes if note.slug == "title-skipped"]
    assert "4 lines" in note.text


def test_data_is_never_taken_for_a_title(tmp_path: Path):
    """A header with fewer names than the rows have fields is refused, and no row taken for the header."""
    text = table("Timestamp;User", as_of("%Y-%m-%d %H:%M:%S"), ENGLISH)
    with pytest.raises(InputError, match="no columns"):
        read(tmp_path, text, "export.csv")


@pytest.mark.parametrize("name", ["Start (UTC)", "time_utc", "UTC Time", "Timestamp [utc]"])
def test_a_column_called_utc_tells_the_zone(tmp_path: Path, name: str):
    result = read(tmp_path, table(f"{name};User;App;Window;Action;Field;Value", as_of("%Y-%m-%d %H:%M:%S"), ENGLISH))
    assert "zone-assumed" not in {note.slug for note in result.notes}
    assert result.readings[0].zone == "UTC"


def test_a_column_called_utc_plus_an_hour_does_not(tmp_path: Path):
    header = "Start (UTC+1);User;App;Window;Action;Field;Value"
    result = read(tmp_path, table(header, as_of("%Y-%m-%d %H:%M:%S"), ENGLISH))
    assert "zone-assumed" in {note.slug for note in result.notes}


def test_amounts_beside_a_bare_date_are_no_times_of_day(tmp_path: Path):
    lines = "".join(f"2026-03-{2 + i:02d};ann;CRM;{8 + i}.{10 + i}\n" for i in range(9))
    result = read(tmp_path, "Date;User;App;Amount\n" + lines)
    assert {time[0][11:] for time in rows(result, "time")} == {"00:00:00+00:00"}
