from __future__ import annotations

import pytest

from rpa_finder.model import ACTIONS
from rpa_finder.readers.actions import chord_action, map_action

WORDS = {
    "copy": "copy copyCell copyRange kopieren Copiar Copier clipboard_changed Clipboard-changed Ctrl+C STRG+C copied",
    "paste": "paste einfügen EINGEFÜGT pegar colar coller Ctrl+V pasteCell",
    "cut": "cut ausschneiden cortar Ctrl+X",
    "select": "getCell getRange selectText Text-selected select",
    "input": "editField editCell insertValue insertBoolValue typed changeField fieldUpdate selectOptions "
    "Entered-text Element-changed FieldInput editRange eingeben Update-amount enterAmount ChangeElement",
    "submit": "form_submit formSubmit submit Absenden sendMail",
    "click": "clickButton clickTextField clickLink clickCheckbox mouseClick doubleClick Left-click WM_LBUTTONDOWN",
    "close": "closeTab closeWindow window-close Fenster-schließen programClose CloseWindow",
    "open": "openFile createNewTab newTab programOpen openWorkbook OpenWindow öffnen abrir",
    "focus": "focus selectWorksheet selectTab Active-window-changed Activated-tab FOCUS_ENTER activateWindow",
    "navigate": "navigate_to goToUrl link reload urlHashChange",
    "key": "pressKey hotkey Keyboard-command WM_KEYDOWN",
    "save": "saveFile saveWorkbook speichern guardar",
    "print": "print printSubmitted drucken",
    "scroll": "Mouse-wheel scroll",
    "system": "waitResponse insertUSB Mount created USER_ANNOTATION",
    "idle": "idle inactivity",
    "other": "changeDocument xyz FOCUS_LEAVE WM_LBUTTONUP",
}


@pytest.mark.parametrize(("action", "word"), [(a, w) for a, words in WORDS.items() for w in words.split()])
def test_maps_the_words_of_real_recorders(action, word):
    assert map_action(word) == action
    assert action in ACTIONS


def test_knows_key_chords():
    assert [chord_action(k) for k in ("Ctrl + C", "CTRL+V", "Control+x", "strg-c", "Cmd+S", "ALT+TAB", "c", "")] == [
        *("copy", "paste", "cut", "copy", "save", "", "", "")
    ]
