"""The simulator: a tenant served over loopback, one thread per connection."""

import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Final, Self

from mimecast_hold.simulator.http.calls import Api, Reply, Request
from mimecast_hold.simulator.http.certificates import Certificates
from mimecast_hold.simulator.http.faults import Fault, Schedule
from mimecast_hold.simulator.http.responder import Responder
from mimecast_hold.simulator.http.sending import compressed, head_of, send_broken
from mimecast_hold.simulator.mailbox.dates import http_date
from mimecast_hold.simulator.mailbox.tenant import Tenant

_HOST: Final = "127.0.0.1"
_LARGEST_BODY: Final = 16_777_216

Observer = Callable[[Request, int], None]


class Simulator:
    """A tenant on loopback. Use it as a context manager, or call `start` and `close`.

    Each answer leaves `latency_ms` after its request arrived. `observer` is called with each request and the status
    of its answer.
    """

    def __init__(
        self,
        tenant: Tenant,
        *,
        tls: bool = False,
        port: int = 0,
        latency_ms: float = 0,
        faults: Iterable[Fault] = (),
        record: bool = True,
        observer: Observer | None = None,
    ) -> None:
        self.tenant: Final = tenant
        self.faults: Final = Schedule(faults)
        self.requests: Final[list[Request]] = []
        self.connections_opened = 0
        self.stopping: Final = threading.Event()
        self._responder: Final = Responder(tenant, self.faults)
        self._tls, self._port = tls, port
        self._latency: Final = latency_ms / 1000
        self._record: Final = record
        self._observer: Final = observer
        self._certificates: Certificates | None = None
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        if self._tls:
            self._certificates = Certificates()
        try:
            self._server = _Server(self, self._port, self._certificates)
        except OSError:
            self.close()
            raise
        self._server.start()

    def close(self) -> None:
        """Close all connections and end all threads. Delayed effects are dropped."""
        self.stopping.set()
        self._responder.close()
        if self._server is not None:
            self._server.stop()
        if self._certificates is not None:
            self._certificates.close()
            self._certificates = None

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the simulator has not been started")
        return self._server.server_address[1]

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{_HOST}:{self.port}"

    @property
    def ca_bundle(self) -> str | None:
        """The CA file to trust, or None without TLS."""
        return None if self._certificates is None else self._certificates.ca_bundle

    def connection(self, api: Api = "1.0") -> dict[str, str]:
        """Return the connection fields for this tenant."""
        known = self.tenant.credentials
        names = ("client_id", "client_secret") if api == "2.0" else ("access_key", "secret_key", "app_id", "app_key")
        connection = {"base_url": self.base_url} | {name: getattr(known, name) for name in names}
        return connection | ({"ca_bundle": self.ca_bundle} if self.ca_bundle else {})

    def finish_late(self) -> None:
        """Carry out all delayed effects now."""
        self._responder.finish_late()

    def answer(self, request: Request) -> tuple[Reply, Fault | None]:
        """Return the reply to a request, after the latency, and the fault that spoils it on its way."""
        if self._record:
            self.requests.append(request)
        reply, fault = self._responder.respond(request)
        if self._observer is not None:
            self._observer(request, reply.status)
        if self._latency:
            # The latency includes the simulator's own work: a benchmark measures against exactly this latency.
            self.stopping.wait(max(0.0, request.time + self._latency - time.monotonic()))
        return reply, fault


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, simulator: Simulator, port: int, certificates: Certificates | None) -> None:
        self.simulator: Final = simulator
        self.connections: Final[dict[socket.socket, int]] = {}
        """The open connections with their numbers."""
        self._context: Final = None if certificates is None else certificates.context
        super().__init__((_HOST, port), _Connection)

    def start(self) -> None:
        # A short interval, because `shutdown` waits for the next poll.
        threading.Thread(target=self.serve_forever, args=(0.01,), name="simulator", daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        for connection in list(self.connections):
            try:
                # SSLSocket.shutdown would drop TLS while another thread reads.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        if self._context is not None:
            # The handshake runs in the connection's own thread: a silent client must not block the others.
            connection = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self.simulator.connections_opened += 1
        self.connections[connection] = self.simulator.connections_opened
        return connection, address

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # never UDP
        """Close the socket without a shutdown before it, which would turn a reset into an orderly end."""
        self.connections.pop(request, None)
        self.close_request(request)

    def handle_error(self, *_: object) -> None:
        """Ignore a lost connection. Any other error is a bug in the simulator and ends the thread."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            raise error


class _Connection(BaseHTTPRequestHandler):
    protocol_version = default_request_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    request: socket.socket

    def setup(self) -> None:
        if isinstance(self.request, ssl.SSLSocket):
            self.request.do_handshake()
        super().setup()

    def do_POST(self) -> None:
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            name = name.lower()  # noqa: PLW2901
            headers[name] = f"{headers[name]}, {value}" if name in headers else value.strip()
        if refused := self._refused_with(headers):
            self.send_error(refused)
            return
        size = int(headers.get("content-length", "0"))
        body = self.rfile.read(size)
        if len(body) < size:
            self.close_connection = True
            return
        number = self.server.connections.get(self.request, 0)
        self._send(Request(self.command, self.path, headers, body, number, time.monotonic()))

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_PUT = do_POST  # noqa: N815

    def _refused_with(self, headers: dict[str, str]) -> int | None:
        """Return the status for a request that this server does not read."""
        length = headers.get("content-length", "0")
        if self.request_version != "HTTP/1.1":
            return 505
        if "transfer-encoding" in headers:
            return 411
        if self.headers.defects or not (length.isascii() and length.isdigit()):
            return 400
        return 413 if int(length) > _LARGEST_BODY else None

    def _send(self, request: Request) -> None:
        reply, fault = self.server.simulator.answer(request)
        tenant = self.server.simulator.tenant
        date = http_date(tenant.now)
        if fault is not None and fault.spoils_connection:
            self.close_connection = True
            send_broken(self.request, fault, reply, date, self.server.simulator.stopping)
            return
        if tenant.rules.gzip:
            reply = compressed(reply, request.headers.get("accept-encoding", ""))
        self.request.sendall(head_of(reply, len(reply.body), date) + reply.body)

    def log_message(self, *_: object) -> None:
        """Write nothing: `observer` sees each request."""
