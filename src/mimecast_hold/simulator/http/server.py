"""The simulator: a tenant served over loopback, one thread a connection."""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final, Self

from mimecast_hold.simulator.http.calls import Api, Reply, Request
from mimecast_hold.simulator.http.certificates import Certificates
from mimecast_hold.simulator.http.faults import Fault, Schedule
from mimecast_hold.simulator.http.responder import Responder
from mimecast_hold.simulator.http.wire import BadFramingError, Stream, compressed
from mimecast_hold.simulator.mailbox.dates import http_date
from mimecast_hold.simulator.mailbox.tenant import Tenant

_HOST: Final = "127.0.0.1"
_JOIN_SECONDS: Final = 5

Observer = Callable[[Request, int], None]


class Simulator:
    """A tenant on loopback; use it as a context manager, or `start` and `close` it."""

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
        """Take what to serve; an answer leaves `latency_ms` after its request came.

        `observer` is told each request and the status of its answer.
        """
        self.tenant: Final = tenant
        self.faults: Final = Schedule(faults)
        self._responder: Final = Responder(tenant, self.faults)
        self.requests: Final[list[Request]] = []
        self.connections_opened = 0
        self._wanted = (tls, port)
        self._latency: Final = latency_ms / 1000
        self._record: Final = record
        self._observer: Final = observer
        self._certificates: Certificates | None = None
        self._listener: socket.socket | None = None
        self._stop: Final = threading.Event()
        self._lock: Final = threading.Lock()
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._acceptor: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        tls, port = self._wanted
        if tls:
            self._certificates = Certificates()
        try:
            self._listener = socket.create_server((_HOST, port), backlog=256)
        except OSError:
            self.close()
            raise
        self._acceptor = threading.Thread(target=self._accept, name="simulator", daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """End every thread and socket; late effects that have not come yet never will."""
        self._stop.set()
        if self._listener is not None and self._acceptor is not None:
            self._wake_acceptor()
            self._acceptor.join(_JOIN_SECONDS)
            self._listener.close()
        with self._lock:
            connections = dict(self._connections)
        self._responder.close()
        for sock in connections.values():
            _shut(sock)
        for thread in connections:
            thread.join(_JOIN_SECONDS)
        if self._certificates is not None:
            self._certificates.close()
            self._certificates = None

    @property
    def port(self) -> int:
        if self._listener is None:
            raise RuntimeError("the simulator has not been started")
        return int(self._listener.getsockname()[1])

    @property
    def base_url(self) -> str:
        return f"{'https' if self._wanted[0] else 'http'}://{_HOST}:{self.port}"

    @property
    def ca_bundle(self) -> str | None:
        """The file of the authority to trust, or None without TLS."""
        return None if self._certificates is None else self._certificates.ca_bundle

    def connection(self, api: Api = "1.0") -> dict[str, str]:
        """Give a connection to this tenant as a client takes it: one flat object."""
        known = self.tenant.credentials
        names = ("client_id", "client_secret") if api == "2.0" else ("access_key", "secret_key", "app_id", "app_key")
        connection = {"base_url": self.base_url} | {name: getattr(known, name) for name in names}
        return connection | ({"ca_bundle": self.ca_bundle} if self.ca_bundle else {})

    def finish_late(self) -> None:
        """Let late effects come now that were to come later."""
        self._responder.finish_late()

    # Connections.

    def _wake_acceptor(self) -> None:
        try:
            socket.create_connection((_HOST, self.port), timeout=1).close()
        except OSError:
            return

    def _accept(self) -> None:
        listener = self._listener
        while listener is not None and not self._stop.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                self._stop.wait(0.05)  # too many open files, say: let some be closed
                continue
            if self._stop.is_set():
                sock.close()
                return
            self._begin(sock)

    def _begin(self, sock: socket.socket) -> None:
        self.connections_opened += 1
        number = self.connections_opened
        thread = threading.Thread(target=self._converse, args=(sock, number), name=f"simulator-{number}", daemon=True)
        with self._lock:
            self._connections[thread] = sock
        thread.start()

    def _converse(self, plain: socket.socket, number: int) -> None:
        sock = plain
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._certificates is not None:
                # Known to `close` before the handshake, in which a client may keep silent.
                sock = self._certificates.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
                with self._lock:
                    self._connections[threading.current_thread()] = sock
                if self._stop.is_set():
                    # `close` may have seen the plain socket, which gave its file away when it was wrapped.
                    return
                sock.do_handshake()
            stream = Stream(sock, number)
            while not self._stop.is_set() and self._exchange(stream):
                pass
        except OSError:
            # The client went away, or this server is closing.
            return
        finally:
            with self._lock:
                self._connections.pop(threading.current_thread(), None)
            sock.close()
            plain.close()

    def _exchange(self, stream: Stream) -> bool:
        """Read a request and answer it; False where the connection is to end."""
        try:
            request = stream.read_request()
        except BadFramingError as error:
            stream.send(Reply(error.status, headers=(("Connection", "close"),)), self._date())
            return False
        if request is None:
            return False
        if self._record:
            self.requests.append(request)
        reply, fault = self._responder.respond(request)
        if self._observer is not None:
            self._observer(request, reply.status)
        if self._latency:
            # Its own work is within the latency: whoever measures against it measures against a service of just that.
            self._stop.wait(max(0.0, request.time + self._latency - time.monotonic()))
        if fault is not None and fault.spoils_connection:
            stream.misbehave(fault, reply, self._date(), self._stop)
            return False
        if self.tenant.rules.gzip:
            reply = compressed(reply, request.headers.get("accept-encoding", ""))
        stream.send(reply, self._date())
        return request.headers.get("connection", "").lower() != "close"

    def _date(self) -> str:
        return http_date(self.tenant.now)


def _shut(sock: socket.socket) -> None:
    try:
        # Not SSLSocket's own shutdown, which would pull TLS away under the thread that reads.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return
