"""A server in front of others on loopback: one that says what a test scripts, or a guard with a token and TLS."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TOKEN = "a-very-secret-token"
Script = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def gateway(behind: str | Script, certificate: Path | None = None) -> Iterator[str]:
    """The address of a server that does as ``behind`` says, or lets those with ``TOKEN`` through to that address.

    With ``certificate`` it speaks TLS, and leaves there what to trust.
    """
    script = behind if callable(behind) else _guard(behind)

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                script(self)

        do_GET = do_POST = do_PUT = do_DELETE = _any

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_write_certificate(certificate))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _guard(address: str) -> Script:
    def forward(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        if handler.headers.get("Authorization") != f"Bearer {TOKEN}" or handler.headers.get("X-Chroma-Token") != TOKEN:
            handler.send_error(401)
            return
        kept = {"Content-Type": handler.headers.get("Content-Type", "")}
        answer = httpx.request(handler.command, address + handler.path, content=body, headers=kept, trust_env=False)
        handler.send_response(answer.status_code)
        handler.send_header("Content-Type", answer.headers["Content-Type"])
        handler.send_header("Content-Length", str(len(answer.content)))
        handler.end_headers()
        handler.wfile.write(answer.content)

    return forward


def _write_certificate(path: Path) -> Path:
    """A certificate of its own authority for 127.0.0.1 at ``path``; the file, with the key, that a server needs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(public)
    both = path.with_suffix(".server")
    both.write_bytes(public + secret)
    return both
