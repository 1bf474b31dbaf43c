"""Sign-in names and passwords: a file with a line ``name:scrypt:SALT:HASH`` a person, written by ``gsi password``.

scrypt (Percival and Josefsson, RFC 7914) with N = 2^14, r = 8, p = 1: 16 MB and some 50 ms a try.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from index.errors import InputError

_SALT_BYTES = 16
_METHOD = "scrypt"


def password_line(name: str, password: str) -> str:
    """The line for ``name`` with a fresh salt.

    Raises:
        InputError: the name or the password cannot be used.
    """
    if not name or ":" in name or not name.isprintable() or name != name.strip():
        raise InputError("a sign-in name has no colon, no control characters and no space at its ends")
    if len(password) < 8:
        raise InputError("a password has at least 8 characters")
    salt = os.urandom(_SALT_BYTES)
    return f"{name}:{_METHOD}:{salt.hex()}:{_hash(password, salt).hex()}"


def load_passwords(path: Path) -> Callable[[str, str], bool]:
    """What says whether a name and a password belong together, by the file ``path``.

    Raises:
        InputError: the file cannot be read, is empty, or has a line that is none of ``gsi password``'s.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path} ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None
    known: dict[str, tuple[bytes, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, method, salt, digest = line.strip().split(":")
            known[name] = bytes.fromhex(salt), bytes.fromhex(digest)
        except ValueError:
            method = ""
        if method != _METHOD:
            raise InputError(f"{path}:{number}: not a line that gsi password prints")
    if not known:
        raise InputError(f"{path} has no sign-in; add one with: gsi password NAME >> {path}")

    def belongs(name: str, password: str) -> bool:
        # An unknown name takes as long as a known one, so that nobody learns which names there are.
        salt, digest = known.get(name, (b"\0" * _SALT_BYTES, b""))
        return hmac.compare_digest(_hash(password[:1000], salt), digest)

    return belongs


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "replace"), salt=salt, n=2**14, r=8, p=1)
