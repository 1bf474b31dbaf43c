"""HTTP exchanges that end in time. The only importer of httpx below ``assistant``."""

from __future__ import annotations

import ssl
import time
from pathlib import Path
from typing import Any

import httpx

Answer = httpx.Response

_CONNECT_SECONDS = 5.0
_LONGEST_ANSWER = 256 * 2**20  # bytes


class Unanswered(Exception):
    """There was no whole answer. ``str()`` is the reason in a few words, without what was sent."""


class BoundedSession(httpx.Client):
    """An HTTP session in which no exchange takes longer than ``deadline`` seconds, however slowly the answer drips.

    It follows no redirect, which could take a key elsewhere.
    """

    def __init__(self, deadline: float, headers: dict[str, str], verify: ssl.SSLContext | bool = True) -> None:
        super().__init__(headers=headers, verify=verify, follow_redirects=False)
        self.deadline = deadline

    def request(self, method: Any, url: Any, *, deadline: float | None = None, **options: Any) -> Answer:
        """The whole answer, whatever its status.

        Raises:
            Unanswered: there is none within ``deadline`` seconds, by default the session's, or it is too long.
        """
        seconds = max(0.0, self.deadline if deadline is None else deadline)
        end = time.monotonic() + seconds
        timeout = httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        try:
            with self.stream(method, url, timeout=timeout, **options) as answer:
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if time.monotonic() > end:
                        raise httpx.ReadTimeout("too slow")
                    if len(body) > _LONGEST_ANSWER:
                        raise Unanswered("its answer does not end")
        except httpx.TimeoutException:
            raise Unanswered(f"no answer within {seconds:.3g} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Unanswered(" ".join(str(error).split()) or type(error).__name__) from None
        kept = {name: value for name, value in answer.headers.items() if name in ("content-type", "retry-after")}
        return Answer(answer.status_code, headers=kept, content=bytes(body), request=answer.request)


def trusting(certificates: Path) -> ssl.SSLContext:
    """TLS settings that trust ``certificates`` and nothing else.

    Raises:
        OSError: the file cannot be read or holds no certificates.
    """
    return ssl.create_default_context(cafile=str(certificates))
