"""What a person may choose for an index: the server that holds its vectors, and the model that makes them.

Importing this costs nothing; what is chosen is imported when it is opened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import SettingsError

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from pydantic import SecretStr

DEFAULT_EMBEDDER = "e5"
_OPENAI = "openai:"
_URL = re.compile(r"https?://[^/?#@\s]+/?")


@dataclass(frozen=True)
class ChromaServer:
    """A Chroma server: its address, and what it wants of those who come.

    ``token`` is sent as ``Authorization: Bearer`` and ``X-Chroma-Token``; ``ca`` is a file of certificates to trust instead
    of the system's; ``deadline`` are the seconds a request may take.

    Raises:
        SettingsError: ``url`` is no address of a server.
    """

    url: str
    token: SecretStr | None = field(default=None, repr=False)
    ca: Path | None = None
    deadline: float = 30.0

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.url) or not self._has_port():
            raise SettingsError("GSI_CHROMA_URL is an address like http://127.0.0.1:8000 or https://chroma.example.org")
        object.__setattr__(self, "url", self.url.rstrip("/"))

    @property
    def headers(self) -> dict[str, str]:
        """What every request says."""
        if self.token is None:
            return {}
        secret = self.token.get_secret_value()
        return {"Authorization": f"Bearer {secret}", "X-Chroma-Token": secret}

    def _has_port(self) -> bool:
        try:
            return urlsplit(self.url).port != 0
        except ValueError:
            return False


def make_embedder(name: str, base_url: str | None = None, api_key: SecretStr | None = None) -> BaseEmbedding:
    """The embedding model ``name``: ``e5``, or ``openai:MODEL`` at ``base_url``.

    Raises:
        SettingsError: there is no such embedder.
        EmbedderError: it cannot be loaded.
    """
    if name == DEFAULT_EMBEDDER:
        from index.embeddings import E5Embedding

        return E5Embedding()
    if name.startswith(_OPENAI) and len(name) > len(_OPENAI):
        from index.remote_embeddings import RemoteEmbedding

        return RemoteEmbedding(name.removeprefix(_OPENAI), base_url, api_key)
    raise SettingsError(f"GSI_EMBEDDER is {DEFAULT_EMBEDDER} or {_OPENAI}MODEL, not {name!r}")
