"""The tools over the Model Context Protocol, on standard input and output or over HTTP. The only importer of mcp."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import anyio.to_thread
from mcp.server.fastmcp import FastMCP
from mcp.server.transport_security import TransportSecuritySettings

from assistant.service import Service
from assistant.tools import tools

PATH = "/mcp"
AT_ONCE = 4
"""Calls that are worked on at once; others wait."""


def make_mcp(service: Service) -> FastMCP:
    """A server of the tools: ``run("stdio")`` it, or mount its ``streamable_http_app()``, which answers at ``PATH``."""
    server = FastMCP(
        "gsi-assistant",
        instructions=f"Cited answers from “{service.title}”: clause numbers and verbatim quotes, or a reasoned refusal.",
        log_level="WARNING",
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        # The gate in front of it checks where requests come from.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    limiter = anyio.CapacityLimiter(AT_ONCE)
    for tool in tools(service):
        server.add_tool(_in_thread(tool, limiter))
    return server


def _in_thread(function: Callable[..., Any], limiter: anyio.CapacityLimiter) -> Callable[..., Awaitable[Any]]:
    """``function`` for an event loop, which must not wait for an answer."""

    @functools.wraps(function)
    async def later(*arguments: Any, **named: Any) -> Any:
        return await anyio.to_thread.run_sync(functools.partial(function, *arguments, **named), limiter=limiter)

    return later
