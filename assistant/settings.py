"""Settings from the environment (``GSI_*``), each with its bounds."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

PREFIX = "GSI_"


class Settings(BaseSettings):
    """What a person may set. Field ``home`` is the environment variable ``GSI_HOME``, and so on."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("gsi-assistant", appauthor=False)),
        description="folder for the index and other data",
    )
    max_question_length: int = Field(default=2000, ge=1, le=100_000, description="longest question, in characters")


def load_settings() -> Settings:
    """The settings in force, from the environment.

    Raises:
        SettingsError: a ``GSI_*`` name is unknown (the message suggests the nearest) or a value is out of bounds.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.0)
            raise SettingsError(f"unknown setting {name}; did you mean {near[0]}?")
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = PREFIX + "_".join(map(str, problem["loc"])).upper()
        raise SettingsError(f"{name}: {problem['msg']}") from None
