"""The page, its HTTP API and its MCP tools. The only importer of gradio.

Gradio queues the requests, streams the answers, describes the API and speaks MCP; the page itself is our own
(``assistant/page/``): every text in it is set as text, and it asks nothing of any other machine.
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Gradio keeps statistics of the last events and would compute them anew after each of them.
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "100")

import functools
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from gradio.events import api

from assistant.feedback import add_feedback
from assistant.gate import Gate
from assistant.mcp_server import make_mcp
from assistant.service import Service
from assistant.tools import tools
from index.errors import GsiError, InputError

PAGE = Path(__file__).parent / "page"
MOST_WAITING = 200
"""Requests that may wait their turn; further ones are told to come back."""
AT_ONCE = 4
"""Requests that are worked on at once; on two cores more would only slow each other down."""


def make_app(
    service: Service,
    feedback: Path,
    *,
    is_allowed: Callable[[str, str], bool] | None = None,
    origins: list[str] | None = None,
    is_local: bool = True,
    root_path: str = "",
    with_mcp: bool = False,
) -> Gate:
    """The ASGI application around ``service``; feedback is kept in the file ``feedback``.

    ``is_allowed`` decides on a name and a password, if people have to sign in. See :class:`~assistant.gate.Gate` for
    ``origins`` and ``is_local``. ``root_path`` is where a reverse proxy puts the page.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if with_mcp:
        server = make_mcp(service)
        app.router.routes.extend(server.streamable_http_app().routes)
        app.router.lifespan_context = lambda _: server.session_manager.run()

    @app.get("/")
    def page() -> FileResponse:
        return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    @app.get("/health")
    def health() -> JSONResponse:
        return JSONResponse(service.health())

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    with gr.Blocks(analytics_enabled=False) as blocks:
        for tool in tools(service):
            api(_told(tool), api_name=tool.__name__)
        for function in _of_the_page(service, feedback):
            api(function, api_name=function.__name__, api_visibility="undocumented")
    blocks.queue(max_size=MOST_WAITING, default_concurrency_limit=AT_ONCE)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth=is_allowed,
        root_path=root_path or None,
        ssr_mode=False,
        run_history=False,
        show_error=False,
    )
    return Gate(app, origins or (), is_local)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to ``host`` and ``port``; port 0 takes any that is free.

    Raises:
        InputError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot listen on {host} port {port} ({reason}); choose another with --host and --port") from None
    return bound


def serve(app: Gate, bound: socket.socket, root_path: str = "", ready: Callable[[], None] = lambda: None) -> None:
    """Serve until interrupted; ``ready`` is called once nobody is turned away any more."""
    bound.listen()
    ready()
    config = uvicorn.Config(
        app, log_level="warning", root_path=root_path, timeout_graceful_shutdown=3, ws="none", server_header=False
    )
    uvicorn.Server(config).run(sockets=[bound])


def _of_the_page(service: Service, feedback_file: Path) -> list[Callable[..., Any]]:
    def ask_stream(question: Any, language: Any, mode: Any, earlier: Any) -> Iterator[dict[str, Any]]:
        try:
            yield from service.ask_stream(question, language, mode, earlier)
        except GsiError as error:
            raise _for_people(error) from None

    @_told
    def view(clause: Any, language: Any, start: Any, end: Any) -> dict[str, Any]:
        return service.view(clause, language, start, end)

    def contents() -> dict[str, Any]:
        return service.contents()

    @_told
    def feedback(given: Any) -> None:
        add_feedback(feedback_file, given)

    return [ask_stream, view, contents, feedback]


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function``, whose errors for people become Gradio's, which reach the caller."""

    @functools.wraps(function)
    def told(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except GsiError as error:
            raise _for_people(error) from None

    return told


def _for_people(error: GsiError) -> gr.Error:
    return gr.Error(str(error), print_exception=False)
