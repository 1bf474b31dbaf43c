"""The commands that serve: the chat page with its API, MCP over standard input and output, sign-ins and feedback."""

from __future__ import annotations

import getpass
import ipaddress
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.cli import CorpusOption, JsonOption, LogOption, LogQuestionsOption, app, open_pipeline, say
from index.errors import InputError

_HERE = "127.0.0.1"
_DEFAULT_PORT = 7860

feedback_app = typer.Typer(no_args_is_help=True, help="What people thought of the answers on the page.")

ModeOption = Annotated[
    Literal["auto", "extractive", "llm"], typer.Option(help="extractive: quotes only, even if a model is set.")
]


@app.command()
def chat(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = _HERE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any that is free.")] = _DEFAULT_PORT,
    mode: ModeOption = "auto",
    with_mcp: Annotated[bool, typer.Option("--mcp", help="Serve the MCP tools too, at /mcp.")] = False,
    root_path: Annotated[str, typer.Option(help="Where a reverse proxy puts the page, like /gsi.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Let other machines in without a sign-in.")] = False,
    corpus: CorpusOption = None,
    log_json: LogOption = False,
    log_questions: LogQuestionsOption = False,
) -> None:
    """Serve the chat page and its API until interrupted."""
    from assistant.feedback import feedback_file
    from assistant.log import log_line
    from assistant.service import Service
    from assistant.settings import load_settings
    from assistant.signin import load_passwords
    from assistant.types import Answer

    settings = load_settings(corpus)
    is_allowed = load_passwords(settings.auth_file) if settings.auth_file else None
    is_local = _is_loopback(host)
    if not is_local and not is_allowed and not public:
        raise InputError("other machines would get in without a sign-in; set GSI_AUTH_FILE, or say --public if you mean it")
    if is_allowed and with_mcp:
        raise InputError("MCP knows no sign-in; leave out --mcp, or serve it apart without GSI_AUTH_FILE")
    if root_path and not root_path.startswith("/"):
        raise InputError("--root-path begins with a slash")

    def log(answer: Answer, seconds: float) -> None:
        if log_json or log_questions:
            say(log_line(answer, seconds, with_question=log_questions))

    from assistant.ui import listen, make_app, serve

    bound = listen(host, port)
    with bound, open_pipeline(settings, mode) as pipeline:
        application = make_app(
            Service(pipeline, settings, log),
            feedback_file(settings.home, settings.corpus),
            is_allowed=is_allowed,
            origins=[origin.strip() for origin in settings.origins.split(",") if origin.strip()],
            is_local=is_local,
            root_path=root_path.rstrip("/"),
            with_mcp=with_mcp,
        )
        shown = f"[{host}]" if ":" in host else host
        told = f"The page is at http://{shown}:{bound.getsockname()[1]}/ (Ctrl-C stops it)"
        serve(application, bound, root_path.rstrip("/"), ready=lambda: print(told, flush=True))


@app.command()
def mcp(mode: ModeOption = "auto", corpus: CorpusOption = None) -> None:
    """Serve the tools ask, clause, search and verify over MCP on standard input and output."""
    from assistant.mcp_server import make_mcp
    from assistant.service import Service
    from assistant.settings import load_settings

    settings = load_settings(corpus)
    with open_pipeline(settings, mode) as pipeline:
        make_mcp(Service(pipeline, settings)).run("stdio")


@app.command()
def password(name: Annotated[str, typer.Argument(help="The name to sign in with.")]) -> None:
    """Ask for a password and print the line for GSI_AUTH_FILE; the password itself is kept nowhere."""
    from assistant.signin import password_line

    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if sys.stdin.isatty() and getpass.getpass("Again: ") != given:
        raise InputError("the two passwords differ")
    print(password_line(name, given))


@feedback_app.command("list")
def feedback_list(as_json: JsonOption = False, corpus: CorpusOption = None) -> None:
    """Print all feedback, oldest first."""
    from assistant.render import visible

    records, _ = _kept(corpus)
    for record in records:
        if as_json:
            print(json.dumps(record, ensure_ascii=False))
        else:
            mark = {"up": "+", "down": "-"}[record["vote"]]
            note = f"  ({visible(record['note'])})" if record["note"] else ""
            told = visible(f"{record['question']} -> {', '.join(record['clauses']) or record['status']}")
            print(f"{mark} {record['time']} [{record['language']}] {told}{note}")


@feedback_app.command("export")
def feedback_export(
    out: Annotated[Path, typer.Option(help="File to write; '-' is standard output.")] = Path("-"),
    corpus: CorpusOption = None,
) -> None:
    """Write candidate evaluation questions, JSON lines for an editor to complete."""
    from assistant.feedback import candidates

    found = candidates(*_kept(corpus))
    text = "".join(json.dumps(candidate, ensure_ascii=False) + "\n" for candidate in found)
    if str(out) == "-":
        print(text, end="")
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}") from None


def _kept(corpus: str | None) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The feedback on answers from ``corpus``, and the languages of its editions."""
    from assistant.feedback import feedback_file, read_feedback
    from assistant.settings import load_settings
    from index.library import Library

    settings = load_settings(corpus)
    languages = Library(settings.home).load(settings.corpus).languages
    return read_feedback(feedback_file(settings.home, settings.corpus)), languages


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
