"""Columns and fields that hold passwords, by their names: what is in them is never read."""

from __future__ import annotations

import re
import unicodedata

_SECRET = re.compile(
    r"passw(?:or)?d|passwort|passphrase|passcode|kennwort|geheimzahl|contrasena|\bsenha\b|mot de passe|\bmdp\b|\bpwd\b"
    r"|\bpin(?: ?(?:code|number|nummer))?\b|\bcvv2?\b|\bcvc\b|\bsecret\b|\bapi ?key\b|\baccess ?token\b"
)
"""SmartRPA redacts fields named password, pin, secret, key and token; the others are the same in other languages."""


def is_secret(name: str) -> bool:
    """Tell whether a column or field of that name holds a password, a PIN or the like."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
    return bool(_SECRET.search(" ".join(re.findall(r"[a-z0-9]+", plain.lower()))))
