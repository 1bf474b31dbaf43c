"""Where the builds of an index lie, and which is in use.

``<home>/indexes/<corpus>/`` holds one folder a build and a file ``current`` that names the one in use; a build is complete
before ``current`` names it, and never changes afterwards. With a Chroma server the vectors are there, and
``<home>/indexes/<corpus>@<server>/`` holds the rest.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.backends import ChromaServer
from index.errors import StaleIndexError

BUILD_PREFIX = "build-"
CURRENT = "current"


def index_folder(home: Path, corpus: str, server: ChromaServer | None = None) -> Path:
    """Where the indexes of ``corpus`` lie below the data directory ``home``, or what of them is not on ``server``."""
    place = f"@{hashlib.sha256(server.url.encode()).hexdigest()[:12]}" if server else ""
    return home / "indexes" / f"{corpus}{place}"


def current_build(folder: Path) -> Path:
    """The build folder in use below ``folder``.

    Raises:
        StaleIndexError: there is none.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
        build = folder / name
        usable = name.startswith(BUILD_PREFIX) and build.parent == folder and build.is_dir()
    except FileNotFoundError:
        raise StaleIndexError("there is no index yet") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StaleIndexError("the index cannot be found") from error
    if not usable:
        raise StaleIndexError("the index cannot be found")
    return build


def build_folder(folder: Path, name: str) -> Path:
    """The folder of the build called ``name``."""
    return folder / f"{BUILD_PREFIX}{name}"


def build_name(build: Path) -> str:
    """What the build in the folder ``build`` is called."""
    return build.name.removeprefix(BUILD_PREFIX)


def vector_folder(build: Path) -> Path:
    return build / "vectors"


def lexical_folder(build: Path, language: str) -> Path:
    return build / "lexical" / language
