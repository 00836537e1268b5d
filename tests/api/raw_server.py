"""A server that sends prepared bytes, on one connection after another or on many at once."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Conversation = Callable[[socket.socket], None]


def read_request(sock: socket.socket) -> bytes:
    """Return the next request with its body, or b"" if the client has disconnected."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = sock.recv(65536)
        if not piece:
            return b""
        head += piece
    head, _, body = head.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


class RawServer:
    """Runs `conversation` for each connection. `requests` is what `answers` has read."""

    def __init__(self, conversation: Conversation, context: ssl.SSLContext | None = None) -> None:
        self._conversation = conversation
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.connections = 0
        self.port = int(self._listener.getsockname()[1])
        self.closing = threading.Event()
        self.ended = threading.Event()
        """Set when the server has closed a connection."""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while not self.closing.is_set():
                sock, _ = self._listener.accept()
                self._open.append(sock)
                self.connections += 1
                threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            sock = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            try:
                self._conversation(sock)
            finally:
                sock.close()
                self.ended.set()

    def close(self) -> None:
        self.closing.set()
        for sock in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            sock.close()


@contextmanager
def serving(conversation: Conversation, context: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    server = RawServer(conversation, context)
    try:
        yield server
    finally:
        server.close()


def answers(*replies: bytes, log: list[bytes] | None = None) -> Conversation:
    """Send one reply for each request on a connection, then close it."""

    def talk(sock: socket.socket) -> None:
        for reply in replies:
            request = read_request(sock)
            if not request:
                return
            if log is not None:
                log.append(request)
            sock.sendall(reply)

    return talk


def http(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drip(sock: socket.socket, data: bytes, server_closing: threading.Event, seconds: float = 0.02) -> None:
    """Send one byte at a time until the server closes."""
    for byte in data:
        if server_closing.wait(seconds):
            return
        sock.sendall(bytes([byte]))
