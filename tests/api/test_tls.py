import socket
import ssl
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mimecast_hold.api.wire import transport_errors
from mimecast_hold.api.wire.transport import HttpTransport, TransportError
from tests.api.raw_server import answers, http, read_request, serving

BODY = b'{"data":[{"id":"A"}]}'


@dataclass(frozen=True)
class Authority:
    """A certificate authority for tests, with the CA file to trust it."""

    ca: trustme.CA
    file: str

    def context(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names).configure_cert(context)
        return context


def authority_in(folder: Path, name: str) -> Authority:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / name))
    return Authority(ca, str(folder / name))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("ca"), "ours.pem")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("ca"), "other.pem")


def post(port: int, ca_bundle: str | None, host: str = "127.0.0.1", seconds: float = 5) -> int:
    transport = HttpTransport(timeout_seconds=seconds, ca_bundle=ca_bundle, local=True)
    try:
        return transport("POST", f"https://{host}:{port}/path", {}, BODY).status
    finally:
        transport.close()


def failure(port: int, ca_bundle: str | None, host: str = "127.0.0.1", seconds: float = 5) -> TransportError:
    with pytest.raises(TransportError) as caught:
        post(port, ca_bundle, host, seconds)
    assert not caught.value.sent
    assert not caught.value.may_still_apply
    return caught.value


def test_a_host_is_trusted_by_the_bundle_that_was_given(authority: Authority) -> None:
    with serving(answers(http()), authority.context("127.0.0.1")) as server:
        assert post(server.port, authority.file) == 200


def test_a_folder_of_authorities_may_be_given(authority: Authority, tmp_path: Path) -> None:
    # OpenSSL looks an authority up by a hash of its name.
    command = ["openssl", "x509", "-noout", "-subject_hash", "-in", authority.file]
    hashed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / f"{hashed}.0").write_text(Path(authority.file).read_text())
    with serving(answers(http()), authority.context("127.0.0.1")) as server:
        assert post(server.port, str(tmp_path)) == 200


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_environment_does_not_replace_the_bundle_that_was_given(
    authority: Authority, stranger: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, stranger.file)
    with serving(answers(http()), authority.context("127.0.0.1")) as server:
        assert post(server.port, authority.file) == 200
    monkeypatch.setenv(variable, authority.file)
    with serving(answers(http()), authority.context("127.0.0.1")) as server:
        assert "certificate" in str(failure(server.port, stranger.file))
        assert "certificate" in str(failure(server.port, None))


def test_a_host_of_an_unknown_authority_is_sent_nothing(authority: Authority, stranger: Authority) -> None:
    log: list[bytes] = []
    with serving(answers(http(), log=log), authority.context("127.0.0.1")) as server:
        error = failure(server.port, stranger.file)
    assert log == []
    assert error.kind == "configuration"
    assert str(error).startswith("The host's TLS certificate could not be verified: ")
    assert "ca_bundle" in error.hint


@pytest.mark.parametrize("name", ["localhost", "127.0.0.2", "eu-api.mimecast.com"])
def test_a_certificate_of_another_name_is_refused(authority: Authority, name: str) -> None:
    with serving(answers(http()), authority.context(name)) as server:
        error = failure(server.port, authority.file)
    assert "127.0.0.1" in str(error)
    assert error.kind == "configuration"
    assert "base_url" in error.hint


def test_a_certificate_that_has_expired_is_refused(authority: Authority) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.ca.issue_cert("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC)).configure_cert(context)
    with serving(answers(http()), context) as server:
        error = failure(server.port, authority.file)
    assert "expired" in str(error)
    assert error.kind == "configuration"
    assert "clock" in error.hint


def unidentified(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return an authority without key identifiers, as some TLS inspection uses, with its key and a certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Inspection")])
    begun = (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .public_key(key.public_key())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    root = (
        begun.subject_name(issuer).serial_number(1).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    )
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    leaf = begun.subject_name(subject).serial_number(2).add_extension(host, False)
    return (
        root.add_extension(usage, critical=True).sign(key, hashes.SHA256()),
        key,
        leaf.sign(key, hashes.SHA256()),
    )


def test_an_authority_without_key_identifier_is_told_for_what_it_is(tmp_path: Path) -> None:
    root, key, leaf = unidentified("127.0.0.1")
    pem = serialization.Encoding.PEM
    (tmp_path / "ca.pem").write_bytes(root.public_bytes(pem))
    (tmp_path / "leaf.pem").write_bytes(
        leaf.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "leaf.pem")
    context = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python sets it from 3.13 on
    with (
        serving(answers(http()), served) as server,
        socket.create_connection(("127.0.0.1", server.port)) as plain,
        pytest.raises(ssl.SSLCertVerificationError) as caught,
    ):
        context.wrap_socket(plain, server_hostname="127.0.0.1")
    error = transport_errors.transport_error(caught.value, sent=False, seconds=5)
    assert error.kind == "configuration"
    assert "Key Identifier" in str(error)
    assert "reissue" in error.hint


def test_tls_of_an_older_version_is_refused(authority: Authority) -> None:
    context = authority.context("127.0.0.1")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with serving(answers(http()), context) as server:
        assert "TLS handshake of version 1.2" in str(failure(server.port, authority.file))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_newer_tls_versions_are_accepted(authority: Authority, version: ssl.TLSVersion) -> None:
    context = authority.context("127.0.0.1")
    context.minimum_version = context.maximum_version = version
    with serving(answers(http()), context) as server:
        assert post(server.port, authority.file) == 200


def test_a_host_that_speaks_no_tls_is_sent_nothing(authority: Authority) -> None:
    with serving(answers(b"220 hello\r\n", http())) as server:
        failure(server.port, authority.file, seconds=0.5)


def test_a_host_that_breaks_off_the_handshake_is_sent_nothing(authority: Authority) -> None:
    with serving(lambda sock: sock.close()) as server:
        failure(server.port, authority.file)


def test_a_host_that_is_silent_in_the_handshake_times_out(authority: Authority) -> None:
    def talk(sock: socket.socket) -> None:
        while sock.recv(65536):
            pass

    with serving(talk) as server:
        assert failure(server.port, authority.file, seconds=0.3).kind == "timeout"


def test_an_unreadable_ca_bundle_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    for name in ("missing.pem", "empty.pem"):
        error = failure(9, str(tmp_path / name))
        assert error.kind == "configuration"
        assert str(error) == "The CA bundle could not be read."


def test_one_handshake_serves_many_requests(authority: Authority) -> None:
    with serving(answers(*[http()] * 5), authority.context("127.0.0.1")) as server:
        transport = HttpTransport(ca_bundle=authority.file, local=True)
        for _ in range(5):
            assert transport("POST", f"https://127.0.0.1:{server.port}/path", {}, BODY).status == 200
        transport.close()
        assert server.connections == 1


def test_a_duplicate_response_in_the_same_tls_record_is_not_the_answer_to_the_next_request(
    authority: Authority,
) -> None:
    first = http(b"x" * 8000)
    first = http(b"x" * (8000 + 8192 - len(first)))  # ends where the read buffer ends

    def talk(sock: socket.socket) -> None:
        while read_request(sock):
            sock.sendall(first + http(b"duplicate"))

    with serving(talk, authority.context("127.0.0.1")) as server:
        transport = HttpTransport(timeout_seconds=5, ca_bundle=authority.file, local=True)
        url = f"https://127.0.0.1:{server.port}/path"
        assert {transport("POST", url, {}, BODY).body[:1] for _ in range(3)} == {b"x"}
        transport.close()
        assert server.connections == 3
