"""The log's own words for what was done, mapped to the closed set of model.ACTIONS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Ordered: the first rule with a fragment inside the word wins. Words are lower-cased and
# stripped of accents, blanks and signs, so "Fenster schliessen", "closeWindow" and
# "WINDOW_CLOSED" all look alike. English, German, Spanish, Portuguese, French, Italian, Dutch.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("idle", ("idle", "inactiv", "inaktiv", "leerlauf", "awayfrom", "afk", "screenlock", "lockscreen", "inattiv")),
    ("key", ("shortcut", "hotkey", "tastenkombination", "tastendruck", "atajo", "atalho", "raccourci")),
    (
        "cut",
        (
            "ausschneiden",
            "ausgeschnitten",
            "cortar",
            "recortar",
            "couper",
            "clipboardcut",
            "cutcell",
            "cuttext",
            "taglia",
            "knippen",
        ),
    ),
    (
        "paste",
        (
            "paste",
            "einfugen",
            "einfuegen",
            "eingefugt",
            "pegar",
            "colar",
            "coller",
            "insertclipboard",
            "incolla",
            "plakken",
        ),
    ),
    ("copy", ("copy", "copied", "kopier", "copiar", "copie", "copia", "clipboard", "zwischenablage", "portapapeles")),
    ("print", ("print", "druck", "imprim", "stampa", "afdruk")),
    (
        "submit",
        (
            "submit",
            "absenden",
            "abgeschickt",
            "sendmail",
            "sendform",
            "sendemail",
            "soumettre",
            "enviar",
            "invia",
            "verzend",
        ),
    ),
    ("save", ("save", "speicher", "guardar", "salvar", "gravar", "enregistr", "sauvegard", "salva", "opslaan")),
    ("scroll", ("scroll", "wheel", "blattern", "desplaz", "defil")),
    ("system", ("logon", "login", "logoff", "logout", "insertusb", "configuration", "heartbeat")),
    ("system", ("anmeld", "abmeld", "waitresponse", "serverresponse", "annotation", "screenshot")),
    ("close", ("close", "schliess", "geschlossen", "cerrar", "fechar", "fermer", "exit", "beenden", "chiud", "sluit")),
    ("focus", ("activat", "focus", "fokus", "switch", "windowchange", "tabchange", "selecttab", "selectworksheet")),
    ("focus", ("selectwindow", "selectsheet", "selectworkbook", "foreground", "wechsel")),
    ("navigate", ("navigat", "gotourl", "goto", "reload", "pageview", "urlhash", "changehistory", "redirect")),
    ("navigate", ("pageload", "visit", "navegar", "aufruf", "naviguer", "backward", "forwardto")),
    ("input", ("selectoption", "editfield", "editcell", "editrange", "insertvalue", "insertbool", "changefield")),
    ("input", ("fieldupdate", "fieldinput", "fieldchange", "valuechange", "elementchange", "setvalue", "settext")),
    ("select", ("getcell", "getrange", "readcell", "readfield", "selectcell", "selectrange", "selecttext")),
    ("select", ("textselect", "selected", "markier")),
    ("click", ("click", "klick", "clic", "cliq", "klik", "buttondown", "invoke", "pressbutton", "buttonpress")),
    (
        "key",
        (
            "keyboard",
            "keydown",
            "pressenter",
            "enterkey",
            "keypress",
            "keystroke",
            "presskey",
            "keyup",
            "taste",
            "tecla",
            "touche",
        ),
    ),
    ("input", ("edit", "typed", "typing", "typein", "entertext", "entered", "input", "insert", "fill", "write")),
    ("input", ("changeelement", "eingeben", "eingabe", "eingegeben", "tippen", "bearbeit", "escrib", "digit")),
    (
        "input",
        (
            "preench",
            "ingres",
            "introdu",
            "saisi",
            "modifi",
            "aktualisier",
            "actualiz",
            "atualiz",
            "update",
            "inserim",
            "inserisc",
            "invoer",
            "wijzig",
        ),
    ),
    (
        "open",
        (
            "open",
            "newtab",
            "createnewtab",
            "newwindow",
            "offn",
            "oeffn",
            "geoffnet",
            "abrir",
            "ouvrir",
            "aprire",
            "apertura",
        ),
    ),
    ("open", ("launch", "programstart", "appstart", "newworkbook", "newdocument", "addworksheet")),
    ("open", ("download", "herunterlad", "descarg", "telecharg")),
    ("input", ("enter",)),
    ("select", ("select", "auswahl", "auswahlen", "seleccion", "selecion", "choose")),
    ("system", ("zoom", "resize", "windowmove", "unlock")),
)
_WHOLE = {
    "cut": "cut",
    "quit": "close",
    "tap": "click",
    "mount": "system",
    "unmount": "system",
    "created": "system",
    "modified": "system",
    "deleted": "system",
    "moved": "system",
    "x": "cut",
    "link": "navigate",
    "type": "input",
    "enter": "key",
    "key": "key",
    "press": "key",
    "view": "focus",
    "window": "focus",
    "change": "input",
    "send": "submit",
    "read": "select",
    "get": "select",
    "senden": "submit",
    "load": "navigate",
    "activewindowchanged": "focus",
    "applicationwindowchanged": "focus",
    "focusleave": "other",
    "wmlbuttonup": "other",
    "wmrbuttonup": "other",
    "contextmenu": "click",
    "doubleclick": "click",
    "deselectworksheet": "other",
    "deactivatewindow": "other",
    "deactivateworkbook": "other",
}
_CHORD = re.compile(r"^(?:ctrl|control|strg|cmd|command|lcontrol|rcontrol|ctl)[\s+_-]*([cvxsp])$")
_CHORD_ACTION = {"c": "copy", "v": "paste", "x": "cut", "s": "save", "p": "print"}
VALUE_ACTIONS = ("copy", "cut", "paste", "input", "select")
"""Actions whose rows have a value: text copied, pasted, entered or read."""


def map_action(word: str) -> str:
    """Give the action of model.ACTIONS for the log's own word, "other" if none fits."""
    plain = unicodedata.normalize("NFKD", word.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    compact = re.sub(r"[^a-z0-9]", "", plain)
    if compact in _WHOLE:
        return _WHOLE[compact]
    chord = chord_action(word)
    if chord:
        return chord
    for action, fragments in _RULES:
        if any(fragment in compact for fragment in fragments):
            return action
    return "other"


def chord_action(key: str) -> str:
    """Give what a key chord such as "Ctrl + C" does, "" if it is not one of the known ones."""
    match = _CHORD.match(key.strip().lower())
    return _CHORD_ACTION[match[1]] if match else ""


def all_other(words: Iterable[str]) -> bool:
    """Tell whether none of the words means an action."""
    return all(map_action(word) == "other" for word in words)
