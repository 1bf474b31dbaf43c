"""Settings from the environment (``GSI_*``, and ``OPENAI_*`` for the model server), each with its bounds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.backends import DEFAULT_EMBEDDER, ChromaServer, make_embedder
from index.corpus import DEFAULT_CORPUS
from index.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

PREFIX = "GSI_"


class Settings(BaseSettings):
    """What a person may set. Field ``home`` is the environment variable ``GSI_HOME``, and so on.

    The key and the address of the model server have the names that every OpenAI client reads.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, populate_by_name=True
    )

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("gsi-assistant", appauthor=False)),
        description="folder for the index and other data",
    )
    corpus: str = Field(default=DEFAULT_CORPUS, min_length=1, description="name of the corpus to use")
    max_question_length: int = Field(default=2000, ge=1, le=100_000, description="longest question, in characters")
    max_text_length: int = Field(default=200_000, ge=1, le=5_000_000, description="longest text to verify, in characters")
    auth_file: Path | None = Field(default=None, description="file of sign-in names and hashed passwords for the page")
    origins: str = Field(
        default="", description="further addresses that the page is reached under or called from, with commas between them"
    )
    embedder: str = Field(
        default=DEFAULT_EMBEDDER,
        pattern=r"^(e5|openai:.+)$",
        description="what makes vectors of texts: e5, or openai:MODEL for a model at OPENAI_BASE_URL",
    )
    chroma_url: str | None = Field(default=None, description="address of a Chroma server that holds the vectors")
    chroma_token: SecretStr | None = Field(default=None, description="token for the Chroma server")
    chroma_ca: Path | None = Field(default=None, description="file of certificates to trust for the Chroma server")
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="key of the model server"
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="address of an OpenAI-compatible server"
    )
    model: str = Field(default="gpt-4.1-mini", min_length=1, description="chat model to ask")
    model_timeout: float = Field(default=30.0, gt=0, le=600, description="seconds a model may take, all attempts together")
    model_temperature: float = Field(default=0.0, ge=0, le=2, description="how freely the model chooses its words")
    model_seed: int = Field(default=1, ge=0, description="seed of the model's choices, for servers that take one")
    model_max_tokens: int = Field(default=800, ge=16, le=32_000, description="longest reply of the model, in tokens")

    @property
    def has_model(self) -> bool:
        """Whether a model server is named."""
        return bool(self.openai_api_key or self.openai_base_url)

    @property
    def chroma_server(self) -> ChromaServer | None:
        """The server that holds the vectors, if it is not this process.

        Raises:
            SettingsError: its address is none.
        """
        return ChromaServer(self.chroma_url, self.chroma_token, self.chroma_ca) if self.chroma_url else None

    def make_embedder(self) -> BaseEmbedding:
        """The embedding model to use.

        Raises:
            SettingsError: it needs an address or a key that is not set.
            EmbedderError: it cannot be loaded.
        """
        return make_embedder(self.embedder, self.openai_base_url, self.openai_api_key)


def load_settings(corpus: str | None = None) -> Settings:
    """The settings in force, from the environment, with ``corpus`` instead of the one set there.

    Raises:
        SettingsError: a ``GSI_*`` name is unknown (the message suggests the nearest) or a value is out of bounds.
    """
    known = {PREFIX + name.upper() for name, field in Settings.model_fields.items() if not field.validation_alias}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(f"unknown setting {name}; {did_you_mean(name, known, cutoff=0.0)}")
    try:
        return Settings() if corpus is None else Settings(corpus=corpus)
    except ValidationError as error:
        problem = error.errors()[0]
        name = "_".join(map(str, problem["loc"])).upper()
        if Settings.model_fields.get(name.lower()):
            name = PREFIX + name
        raise SettingsError(f"{name}: {problem['msg']}") from None
