"""What is let in before any handler runs: known paths, bodies of a bounded size, requests from this page or trusted ones.

Gradio serves more than this project offers (uploads to disk, files by path, a proxy), so everything that is not named here
does not exist. The headers forbid the browser to load or send anything beyond the page's own origin.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000  # bytes
_PATHS = ("/", "/health", "/config", "/config/", "/login", "/login/", "/logout", "/mcp")
_FOLDERS = (
    "/page/",
    "/gradio_api/call/",
    "/gradio_api/queue/",
    "/gradio_api/heartbeat/",
)
_GRADIO = ("info", "cancel", "startup-events", "login_check", "user", "openapi.json")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Gate:
    """``app`` behind the gate.

    ``origins`` are further addresses that it is reached under, or called from, like ``https://example.org``. With
    ``is_local`` any other name than this machine's is refused: a foreign name that points here is an attack (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = (), is_local: bool = True) -> None:
        self._app = app
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in self._origins)
        self._is_local = is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a JSON error."""
        if scope["type"] != "http":
            return await (self._app(scope, receive, send) if scope["type"] == "lifespan" else _close(send))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if not _is_known(path):
            return await _refuse(guarded, 404, "there is no such address")
        if not self._is_trusted(headers):
            return await _refuse(guarded, 403, "requests from other sites are not answered; see GSI_ORIGINS")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return await _refuse(guarded, 413, f"a request has at most {LARGEST_BODY:,} bytes")
        body = await _whole_body(receive) if scope["method"] in ("POST", "PUT", "PATCH", "DELETE") else b""
        if body is None:
            return await _refuse(guarded, 413, f"a request has at most {LARGEST_BODY:,} bytes")
        return await self._app(scope, _replay(body, receive) if body else receive, guarded)

    def _is_trusted(self, headers: Headers) -> bool:
        """Whether a browser sends this for our own page, or to open it; programs send no origin."""
        host = headers.get("host", "").lower()
        if self._is_local and host not in self._hosts and (urlsplit(f"//{host}").hostname or "") not in _LOOPBACK:
            return False
        origin = headers.get("origin")
        if origin is None:
            return (
                headers.get("sec-fetch-site", "none") in ("none", "same-origin")
                or headers.get("sec-fetch-mode") == "navigate"
            )
        return urlsplit(origin).netloc.lower() == host or origin.rstrip("/").lower() in self._origins


def _is_known(path: str) -> bool:
    if ".." in path or "\\" in path or "\x00" in path:
        return False
    return path in _PATHS or path.startswith(_FOLDERS) or path.removeprefix("/gradio_api/").strip("/") in _GRADIO


async def _whole_body(receive: Receive) -> bytes | None:
    """The body, or None if it is too large, whatever its header said."""
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > LARGEST_BODY:
            return None
        parts.append(part)
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, status: int, problem: str) -> None:
    body = json.dumps({"error": problem}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _close(send: Send) -> None:
    await send({"type": "websocket.close", "code": 1008})
