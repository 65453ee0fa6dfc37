"""What the columns of an unknown table are for: by the synonyms in their header."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from rpa_finder.readers.actions import all_other, map_action
from rpa_finder.readers.keyed import looks_like_keys
from rpa_finder.readers.secret_names import is_secret
from rpa_finder.readers.stamps import (
    looks_like_bare_date,
    looks_like_clock,
    looks_like_date,
    looks_like_digit_clock,
    looks_like_time,
)

# Most specific first. Names are normalised: camelCase split, lower case, no accents or signs.
# English ones are from real logs of recorders and exports; the others are plain translations.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "time": (
        *("event timestamp", "time timestamp", "time stamp", "timestamp", "event time", "start timestamp"),
        *("start date time", "start datetime", "event start", "start time", "started at", "date time", "datetime"),
        *("begin", "start", "begin time", "event end", "occurred at", "created at", "sys created on", "created date"),
        *("ocel timestamp", "ocel time", "collector tstamp", "logged at", "log time", "event date", "epoch", "ts"),
        *("time utc", "utc time", "time", "zeitstempel", "zeitpunkt", "startzeit", "beginn", "datum uhrzeit", "zeit"),
        *("datum zeit", "fecha hora", "marca de tiempo", "fecha y hora", "inicio", "hora inicio", "fecha inicio"),
        *("data hora", "carimbo de data hora", "data e hora", "horodatage", "date heure", "date et heure", "debut"),
        *(
            "data ora",
            "data e ora",
            "marca temporale",
            "inizio",
            "datum tijd",
            "datum en tijd",
            "tijdstip",
            "tijdstempel",
        ),
        *("when", "occurred", "recorded at", "wann", "momento", "instante", "horario"),
    ),
    "end": (
        *("end timestamp", "event end", "end date time", "end datetime", "end time", "ended at", "end", "finish"),
        *("finish time", "stop", "stop time", "complete timestamp", "endzeit", "ende", "fin", "hora fin", "fim"),
        *("fecha fin", "hora fim", "fine", "ora fine", "einde", "eindtijd", "heure fin", "date fin"),
    ),
    "date": ("date", "event date", "day", "udate", "datum", "tag", "fecha", "data", "dia", "giorno", "jour"),
    "clock": ("time", "event time", "clock", "utime", "time of day", "uhrzeit", "zeit", "hora", "heure", "ora", "tijd"),
    "duration": (
        "duration",
        "duration s",
        "duration ms",
        "duration sec",
        "duration seconds",
        "duration min",
        "elapsed",
        "dwell",
        "time spent",
        "dauer",
        "duracion",
        "duracao",
        "duree",
        "durata",
        "duur",
    ),
    "agent": (
        *("user id", "user name", "username", "agent name", "agent id", "agent", "org resource", "resource", "user"),
        *("employee", "employee id", "operator", "worker", "login name", "login", "logon", "sys created by"),
        *("created by id", "created by", "performed by", "userid", "operator id", "opid", "op id", "signon", "clerk"),
        *("benutzer", "benutzername", "nutzer", "mitarbeiter"),
        *("bearbeiter", "anwender", "sachbearbeiter", "usuario", "nombre de usuario", "operador", "agente"),
        *("empleado", "utilizador", "funcionario", "utilisateur", "operateur", "nom utilisateur"),
        *(
            "op",
            "opr",
            "oper",
            "user code",
            "user initials",
            "initials",
            "handler",
            "staff",
            "staff id",
            "analyst",
            "who",
        ),
        *("ma nr", "ma", "mitarbeiter nr", "mitarbeiternummer", "personalnummer", "kurzel", "kuerzel", "wer"),
        *("operatore", "utente", "nome utente", "addetto", "gebruiker", "gebruikersnaam", "medewerker"),
        *("colaborador", "analista", "atendente", "trabajador", "gestor", "collaborateur", "conseiller"),
    ),
    "host": (
        *("host name", "hostname", "host", "machine name", "computer name", "computer", "workstation", "terminal id"),
        *("terminal", "device", "device id", "machine", "lu", "lu name", "luname", "logical unit", "term id", "termid"),
        *("netname", "station", "station id", "rechner", "arbeitsplatz", "equipo", "computador", "poste"),
        *("pc", "pc name", "postazione", "werkstation", "werkplek"),
    ),
    "session": (
        *("session id", "session", "recording id", "recording", "sitzung", "sitzungs id", "sesion", "sessao"),
        *("id sesion",),
    ),
    "case": (
        *("case concept name", "case id", "caseid", "case number", "case", "case key", "trace id", "ticket id"),
        *("ticket", "ticket number", "incident", "order id", "order number", "document key", "conversation id"),
        *("contact id", "call id", "claim id", "vorgang", "vorgangsnummer", "fall", "fallnummer", "fall id"),
        *("aktenzeichen", "auftrag", "caso", "id caso", "expediente", "processo", "pedido", "dossier", "cas"),
        *("claim number", "claim no", "file number", "vorgangs nr", "pratica", "numero pratica", "zaak", "zaaknummer"),
    ),
    "app": (
        *("target app", "application name", "app name", "application", "name app", "app", "process name"),
        *("program", "program name", "software", "executable", "exe", "source", "anwendung", "programm"),
        *("aplicacion", "aplicativo", "aplicacao", "programa", "logiciel", "system"),
        *("sistema", "systeme", "systeem", "applikation", "applicazione", "programma", "applicatie", "tool", "module"),
    ),
    "screen": (
        *("screen id", "screen name", "screen", "form name", "panel id", "panel", "tcode", "transaction code", "tran"),
        *("panel name", "map", "map name", "mapname", "screen code", "screen no", "screen number"),
        *("mask", "maske", "bildschirm", "formular", "transaktion", "pantalla", "tela", "ecran", "formulario"),
        *("form", "dialog", "view", "where", "maskenname", "schermata", "maschera", "scherm", "formulaire"),
    ),
    "screen_title": (
        *("window title", "screen title", "page title", "title", "window name", "window", "caption", "fenstertitel"),
        *("fenster", "titel", "titulo de la ventana", "titulo ventana", "ventana", "titulo", "titulo da janela"),
        *("panel title", "screen heading", "heading", "screen text"),
        *("janela", "titre de la fenetre", "titre fenetre", "fenetre", "titre", "page name", "page"),
        *("finestra", "titolo finestra", "titolo", "venster", "venstertitel", "window text"),
    ),
    "workbook": (
        *("target workbook name", "workbook name", "workbook", "file name", "filename", "document name", "document"),
        *("arbeitsmappe", "dateiname", "datei", "libro", "archivo", "pasta de trabalho", "arquivo", "classeur"),
        *("fichier",),
    ),
    "sheet": (
        *("target sheet name", "current worksheet", "sheet name", "worksheet", "sheet", "tabellenblatt", "blatt"),
        *("hoja", "planilha", "folha", "feuille"),
    ),
    "url": ("browser url", "page url", "page location", "url", "web address", "address url", "adresse url", "uri"),
    "action": (
        *("event type", "action type", "event name", "action name", "user action", "concept name", "activity name"),
        *("activity", "action", "event", "workflow step", "activity id", "operation", "command", "interaction"),
        *("type", "aktion", "ereignis", "ereignistyp", "aktivitat", "taetigkeit", "tatigkeit", "accion"),
        *("tipo de evento", "evento", "actividad", "acao", "atividade", "evenement", "activite"),
        *("what", "what was done", "step", "handlung", "schritt", "was", "vorgang", "azione", "attivita", "operazione"),
        *("actie", "handeling", "activiteit", "gebeurtenis", "operacion", "operacao"),
    ),
    "element": (
        *("target name", "target id", "element id", "element name", "element", "field name", "fieldname", "field id"),
        *("field", "fname", "control name", "control id", "control", "event target", "tag name", "cell range"),
        *("cell", "cell address", "name", "label", "label name", "field label", "element label", "button"),
        *("feld", "feldname", "element name", "schaltflache", "zelle", "campo", "nombre del campo", "nome do campo"),
        *("elemento", "champ", "nom du champ", "bouton"),
        *("ctrl", "ctrl name", "fld", "ui element", "widget", "feldbezeichnung", "nome campo", "veld", "veldnaam"),
        *("automation id", "selector", "css selector", "xpath", "x path", "xpath full"),
    ),
    "element_label": (
        *("label name", "element label", "field label", "label", "caption", "beschriftung", "etiqueta", "rotulo"),
        *("libelle", "etiquette"),
    ),
    "cell_column": ("cell column", "column", "col", "spalte", "columna", "coluna", "colonne"),
    "cell_row": ("cell row", "row", "zeile", "fila", "linha", "ligne"),
    "value": (
        *("target value", "tag value", "new value", "newvalue", "value new", "field value", "value", "cell content"),
        *("content", "entered text", "text", "input", "data value", "wert", "neuer wert", "inhalt", "eingabe"),
        *("valor", "nuevo valor", "valor nuevo", "texto", "contenido", "conteudo", "novo valor", "valeur"),
        *("nouvelle valeur", "texte", "contenu", "data", "field data", "data entered", "data keyed", "keyed data"),
        *("input data", "entered data", "field contents", "field content", "contents", "keyed", "keyed text", "typed"),
        *("typed text", "text entered", "text keyed", "entered", "entered value", "entry", "input text", "input value"),
        *("daten", "datos", "dados", "donnees"),
        *("txt", "valore", "nuovo valore", "testo", "contenuto", "dati", "waarde", "nieuwe waarde", "tekst", "inhoud"),
    ),
    "clipboard": (
        *("clipboard content", "clipboard text", "clipboard", "zwischenablage", "portapapeles"),
        *("area de transferencia", "presse papiers"),
    ),
    "key": (
        *("hotkey", "hot key", "key", "keys", "keystroke", "shortcut", "key pressed", "key name", "aid", "aid key"),
        *("aid code", "attention key", "pf key", "pfkey", "fkey", "f key", "function key", "send key", "action key"),
        *("taste", "funktionstaste", "tecla", "touche"),
    ),
    "modifiers": ("modifier keys", "modifiers"),
}
_ORDER = (
    *("time", "date", "clock", "end", "duration", "case", "session", "agent", "host", "app", "clipboard"),
    *("url", "workbook", "sheet", "screen", "screen_title", "action", "key", "modifiers", "element"),
    *("element_label", "cell_column", "cell_row", "value"),
)
# Only these words are specific enough to be recognised as the end of a longer name ("Start Timestamp (UTC)").
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "time": ("timestamp", "time stamp", "datetime", "date time", "zeitstempel", "start time"),
    "agent": ("user id", "user name", "username", "agent name", "employee id", "agent id"),
    "case": ("case id", "ticket id", "case number"),
    "app": ("application", "app name", "application name", "process name", "app"),
    "url": ("url",),
    "screen_title": ("window title", "page title", "screen title"),
    "screen": ("screen id", "screen name"),
    "action": ("event type", "action type", "action name", "activity name"),
    "element": ("element name", "field name", "element id", "control name"),
    "value": ("field value", "new value"),
}
_NEVER = frozenset({"lifecycle transition", "lifecycle state", "id", "event id", "row id", "index"})
_VAGUE = frozenset({"what", "was", "what was done", "step", "schritt", "vorgang"})
"""Names of an action only where the values are words for actions."""
_MIN_CONSTANT = 5
_LOOKS: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "time": looks_like_time,
    "end": looks_like_time,
    "date": looks_like_date,
    "clock": lambda values: looks_like_clock(values) or looks_like_digit_clock(values),
    "key": looks_like_keys,
}


def assign_roles(header: Sequence[str], sample: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give the role of each column that has one: role -> column name.

    `sample` holds the first values of every column. A column has one role at
    most; header synonyms decide and the shape of the values confirms.
    """
    plain = {name: normalise(name) for name in header}
    free = [name for name in header if plain[name] not in _NEVER and not is_secret(name) and any(sample[name])]
    roles: dict[str, str] = {}
    for endings in (False, True):
        for role in _ORDER:
            found = None if role in roles else _best(role, free, plain, sample, endings)
            if found is not None and not _superseded(role, roles):
                roles[role] = found
                free.remove(found)
    return _with_shapes(_paired(_with_clock(roles, free, sample)), free, sample)


def normalise(name: str) -> str:
    """Give a header in lower case without accents, signs, units and camelCase."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", plain)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def nearest_time_name(header: Sequence[str]) -> str:
    """Give the column whose name is most like one for a time, "" if none is."""
    best, score = "", 0.6
    for name in header:
        for synonym in SYNONYMS["time"]:
            ratio = difflib.SequenceMatcher(None, normalise(name), synonym).ratio()
            if ratio > score:
                best, score = name, ratio
    return best


def _best(
    role: str, free: Sequence[str], plain: Mapping[str, str], sample: Mapping[str, Sequence[str]], endings: bool
) -> str | None:
    for synonym in _ENDINGS.get(role, ()) if endings else SYNONYMS[role]:
        for name in free:
            match = plain[name].endswith(" " + synonym) if endings else plain[name] == synonym
            vague = role == "action" and synonym in _VAGUE and not _names_actions(sample[name])
            if match and not vague and _confirmed(role, sample[name]):
                return name
    # "Programm / Modul", "User|Operator": either word may be the one that is known.
    split = {name: [normalise(part) for part in re.split(r"[/|]", name)] for name in free if endings}
    for synonym in SYNONYMS[role] if any(len(parts) > 1 for parts in split.values()) else ():
        for name, parts in split.items():
            if len(parts) > 1 and synonym in parts and _confirmed(role, sample[name]):
                return name
    return None


def _names_actions(values: Sequence[str]) -> bool:
    distinct = {value for value in values if value}
    return sum(map_action(value) != "other" for value in distinct) * 2 > len(distinct)


def _confirmed(role: str, values: Sequence[str]) -> bool:
    if role == "action":
        # A constant word that means nothing ("AppTrackItem", "complete") is no action.
        distinct = {value for value in values if value}
        if distinct and all(re.fullmatch(r"[\d.,]+", value) for value in distinct):
            return False
        return len(distinct) > 1 or len(values) < _MIN_CONSTANT or not all_other(distinct)
    if role == "case":
        # "Vorgang" is a case in one table, and what was done in another.
        return not _names_actions(values)
    if role == "agent":
        return not looks_like_time(values)
    return role not in _LOOKS or _LOOKS[role](values)


def _with_shapes(roles: dict[str, str], free: Sequence[str], sample: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Find keys and typed values by their shape alone, in a table that names no action."""
    if "action" in roles:
        return roles
    rest = [name for name in free if name not in roles.values()]
    if "key" not in roles:
        keys = [name for name in rest if looks_like_keys(sample[name]) and any(len(v) > 1 for v in sample[name])]
        roles |= {"key": keys[0]} if keys else {}
    if "element" in roles and "value" not in roles:
        rest = [
            name for name in rest if name not in roles.values() and _is_typed(sample[name], sample[roles["element"]])
        ]
        roles |= {"value": rest[0]} if len(rest) == 1 else {}
    return roles


def _is_typed(values: Sequence[str], elements: Sequence[str]) -> bool:
    """Tell whether values stand beside fields alone, and say something else each time."""
    given = [value for value in values if value]
    alone = sum(1 for value, element in zip(values, elements, strict=True) if value and not element)
    blank = sum(1 for value, element in zip(values, elements, strict=True) if not value and not element)
    return alone <= 0.02 * len(given) and blank > 0 and len(set(given)) >= max(3, 0.3 * len(given))


def _with_clock(roles: dict[str, str], free: list[str], sample: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Find the time of day beside a column of bare dates, whatever it is called."""
    role = "time" if "time" in roles else "date"
    if "clock" not in roles and role in roles and looks_like_bare_date(sample[roles[role]]):
        clocks = [name for name in free if looks_like_clock(sample[name])]
        if clocks:
            roles |= {"date": roles.pop(role), "clock": clocks[0]}
            free.remove(clocks[0])
    return roles


def _superseded(role: str, roles: Mapping[str, str]) -> bool:
    return role in ("date", "clock") and "time" in roles


def _paired(roles: dict[str, str]) -> dict[str, str]:
    """Drop roles that only mean something together, and name a lone label the element."""
    if "time" in roles or not ("date" in roles and "clock" in roles):
        roles.pop("clock", None)
        if "time" in roles:
            roles.pop("date", None)
    if "date" in roles and "clock" not in roles:
        roles["time"] = roles.pop("date")
    if "element" not in roles and "element_label" in roles:
        roles["element"] = roles.pop("element_label")
    return roles
