import base64
import json
import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials, Signer
from mimecast_hold.api.auth.signing import authorization, data_to_sign, date_header, signature
from mimecast_hold.api.auth.tokens import TokenBearer
from mimecast_hold.api.client import Client
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import ConfigurationError, Problem
from tests.api.still_clock import START, StillClock
from tests.api.wires import CLIENT, KEYS, SECRET_KEY, Reply, Script, answer, connection, token

CANARIES = ("canary", base64.b64decode(SECRET_KEY).decode())


def test_each_attempt_gets_a_new_signature() -> None:
    clock = StillClock()
    signer = Signer(KEYS, clock)
    first = signer.headers("/api/gateway/hold-release", "id-1")
    clock.pass_by(61)
    second = signer.headers("/api/gateway/hold-release", "id-2")
    later = date_header(START + timedelta(seconds=61))
    signed = signature(SECRET_KEY, data_to_sign(later, "id-2", "/api/gateway/hold-release", "canary-app-key"))
    assert second == {
        "Authorization": authorization("canary-access-key", signed),
        "x-mc-app-id": "an-app-id",
        "x-mc-date": later,
        "x-mc-req-id": "id-2",
    }
    assert first["Authorization"] != second["Authorization"]
    assert not signer.renew(second)


@pytest.mark.parametrize("field", ["access_key", "secret_key", "app_id", "app_key"])
def test_spaces_around_a_key_are_removed(field: str) -> None:
    given = {"access_key": "a", "secret_key": "YWJj", "app_id": "i", "app_key": "k"}
    assert ApiKeys(**{**given, field: f" \t{given[field]}\r\n"}) == ApiKeys(**given)


@pytest.mark.parametrize("field", ["access_key", "secret_key", "app_id", "app_key"])
@pytest.mark.parametrize(
    "value", ["", " \n", "a\nb", "a\r\nX-Injected: 1", "a\x00b", "a\x7fb", "schlüssel", "a\u2028b", "a\ud800"]
)
def test_a_key_that_does_not_fit_in_a_header_is_rejected_and_not_shown(field: str, value: str) -> None:
    given: dict[str, str] = {"access_key": "a", "secret_key": "YWJj", "app_id": "i", "app_key": "k"}
    with pytest.raises(ConfigurationError) as caught:
        ApiKeys(**{**given, field: value})
    assert caught.value.field == field
    assert not value.strip() or value.strip() not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("value", [None, 5, b"bytes", ["a"]])
def test_a_key_must_be_text(value: Any) -> None:
    with pytest.raises(ConfigurationError):
        ApiKeys("a", "YWJj", value, "k")
    with pytest.raises(ConfigurationError):
        ClientCredentials(value, "secret")


@pytest.mark.parametrize("text", ["canary", "canary=", "Y2FuYXJ5!", "Y2Fu YXJ5", "Y2Fu-_J5", "====", "=Y2Fu"])
def test_a_secret_key_that_is_not_base64_is_rejected_and_not_shown(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ApiKeys("a", text, "i", "k")
    assert caught.value.field == "secret_key"
    assert text not in str(caught.value) + caught.value.hint + repr(caught.value.__cause__)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("field", ["client_id", "client_secret"])
@pytest.mark.parametrize("value", ["", "a\nb", "ключ"])
def test_client_credentials_are_checked_in_the_same_way(field: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ClientCredentials(**{"client_id": "a", "client_secret": "b", field: value})
    assert caught.value.field == field


# API 2.0: the token.


class Endpoint:
    """A token endpoint that records its calls."""

    def __init__(self, *replies: Reply | Answer) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self._replies = list(replies)

    def __call__(self, path: str, headers: Mapping[str, str], body: bytes) -> Reply | Answer:
        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.asked.append((path, body))
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def bearer(*replies: Reply | Answer, clock: StillClock | None = None) -> tuple[TokenBearer, Endpoint]:
    endpoint = Endpoint(*replies)
    return TokenBearer(CLIENT, clock or StillClock(), endpoint), endpoint


def authorization_in(headers: Mapping[str, str] | Answer) -> str:
    assert not isinstance(headers, Answer)
    return headers["Authorization"]


def refusal(headers: Mapping[str, str] | Answer) -> tuple[Answer, Problem]:
    assert isinstance(headers, Answer)
    assert headers.problem is not None
    return headers, headers.problem


def test_a_token_is_fetched_with_the_credentials_and_sent_as_a_bearer() -> None:
    tokens, endpoint = bearer(token("a-token"))
    assert tokens.headers("/path", "id-1") == {"Authorization": "Bearer a-token", "x-mc-req-id": "id-1"}
    assert endpoint.asked == [
        ("/oauth/token", b"client_id=a-client-id&client_secret=canary-client-secret&grant_type=client_credentials")
    ]


@pytest.mark.parametrize(
    ("expires_in", "life"),
    [
        (1800, 1800),
        (3600, 3600),
        (30, 30),
        ("1800", 1800),
        (1799.5, 1799.5),
        (None, 1800),
        (0, 1800),
        (-5, 1800),
        (True, 1800),
        ("soon", 1800),
        ("-1", 1800),
        ([600], 1800),
        (10**18, 86400),
        ("9" * 5000, 86400),
        (1e300, 86400),
    ],
)
def test_a_token_is_reused_for_most_of_its_life(expires_in: object, life: float) -> None:
    clock = StillClock()
    tokens, endpoint = bearer(token(expires_in=expires_in), clock=clock)
    tokens.headers("/path", "1")
    clock.pass_by(life * 0.89)
    tokens.headers("/path", "2")
    assert len(endpoint.asked) == 1
    clock.pass_by(life * 0.02)
    tokens.headers("/path", "3")
    assert len(endpoint.asked) == 2


def test_a_token_s_life_starts_before_the_token_call() -> None:
    clock = StillClock()

    def slow(*_: object) -> Reply:
        clock.pass_by(20)
        return token(expires_in=60)

    tokens = TokenBearer(CLIENT, clock, slow)
    tokens.headers("/path", "1")
    clock.pass_by(35)
    tokens.headers("/path", "2")
    assert clock.seconds == 1000 + 20 + 35 + 20


def test_a_rejected_token_is_dropped_once() -> None:
    tokens, endpoint = bearer(token("old"), token("new"))
    used = tokens.headers("/path", "1")
    assert not isinstance(used, Answer)
    assert tokens.renew(used)
    assert authorization_in(tokens.headers("/path", "2")) == "Bearer new"
    assert tokens.renew(used)
    assert authorization_in(tokens.headers("/path", "3")) == "Bearer new"
    assert len(endpoint.asked) == 2


def in_threads(count: int, work: Callable[[int], Any], begin: threading.Event | None = None) -> list[Any]:
    found: list[Any] = [None] * count
    together = threading.Barrier(count + (begin is not None))

    def run(number: int) -> None:
        together.wait(10)
        found[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    if begin:
        together.wait(10)
        begin.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return found


def test_many_threads_fetch_one_token() -> None:
    tokens, endpoint = bearer(token("one"), token("two"))
    found = in_threads(16, lambda number: authorization_in(tokens.headers("/path", str(number))))
    assert set(found) == {"Bearer one"}
    assert len(endpoint.asked) == 1


def test_many_threads_with_a_rejected_token_renew_it_once() -> None:
    tokens, endpoint = bearer(token("one"), token("two"), token("three"))
    used = tokens.headers("/path", "0")
    assert not isinstance(used, Answer)

    def again(number: int) -> str:
        assert tokens.renew(used)
        return authorization_in(tokens.headers("/path", str(number)))

    assert set(in_threads(16, again)) == {"Bearer two"}
    assert len(endpoint.asked) == 2


def test_threads_that_wait_for_a_token_share_its_failure() -> None:
    let, asked = threading.Event(), threading.Event()
    lost = Answer(Kind.NOT_SENT, Problem("timeout", "Too late."), sent=False)
    endpoint = Endpoint(lost, token())

    def post(*call: Any) -> Reply | Answer:
        asked.set()
        let.wait(10)
        return endpoint(*call)

    tokens = TokenBearer(CLIENT, StillClock(), post)

    def ask(number: int) -> Any:
        return tokens.headers("/path", str(number))

    found = in_threads(8, ask, begin=let)
    assert asked.is_set()
    # Threads that waited for the failed call share its failure. Threads that came later share one new call.
    assert any(isinstance(one, Answer) for one in found)
    assert len(endpoint.asked) <= 2
    assert not isinstance(tokens.headers("/path", "later"), Answer)


def test_a_failed_token_call_can_be_repeated() -> None:
    tokens, _ = bearer(Answer(Kind.LOST, Problem("network", "It broke."), may_still_apply=True, reached=False), token())
    failed, problem = refusal(tokens.headers("/path", "1"))
    assert (failed.kind, failed.sent, failed.may_still_apply, failed.reached) == (Kind.NOT_SENT, False, False, False)
    assert problem.message == "It broke."
    assert authorization_in(tokens.headers("/path", "2")) == "Bearer canary-token"


def test_a_defect_in_a_token_call_releases_the_lock() -> None:
    def broken(*_: object) -> Reply:
        raise RuntimeError("defect")

    tokens = TokenBearer(CLIENT, StillClock(), broken)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            tokens.headers("/path", "1")


def body(**members: object) -> bytes:
    return json.dumps(members).encode()


@pytest.mark.parametrize(
    ("reply", "kind", "category", "code"),
    [
        (
            Reply(401, {}, body(error="invalid_client", error_description="No")),
            "REFUSED",
            "authentication",
            "invalid_client",
        ),
        (Reply(400, {}, body(error="invalid_client")), "REFUSED", "authentication", "invalid_client"),
        (Reply(400, {}, body(error="unsupported_grant_type")), "REFUSED", "authentication", "unsupported_grant_type"),
        (
            Reply(401, {}, body(fail=[{"code": "invalid_client", "message": "No"}])),
            "REFUSED",
            "authentication",
            "invalid_client",
        ),
        (Reply(401, {}, b""), "REFUSED", "authentication", None),
        (
            Reply(403, {}, body(fail=[{"code": "app_forbidden", "message": "No"}])),
            "REFUSED",
            "permission",
            "app_forbidden",
        ),
        (Reply(404, {}, b"<html>"), "REFUSED", "configuration", None),
        (Reply(429, {"retry-after": "7"}, b""), "LIMITED", "rate_limited", None),
        (Reply(500, {}, b""), "NOT_SENT", "server_error", None),
        (Reply(504, {}, b""), "NOT_SENT", "timeout", None),
        (Reply(200, {}, b"<html>login</html>"), "NOT_SENT", "protocol", None),
        (Reply(302, {"location": "/"}, b""), "NOT_SENT", "protocol", None),
        (Reply(200, {}, b""), "NOT_SENT", "protocol", None),
        (Reply(200, {}, body(access_token=5)), "NOT_SENT", "protocol", None),
        (Reply(200, {}, body(data=[])), "REFUSED", "authentication", None),
    ],
)
def test_a_token_call_without_a_token_is_classified_and_nothing_is_sent(
    reply: Reply, kind: str, category: str, code: str | None
) -> None:
    tokens, _ = bearer(reply)
    failed, problem = refusal(tokens.headers("/path", "1"))
    assert (failed.kind.name, problem.category, problem.code) == (kind, category, code)
    assert not failed.sent
    assert not failed.may_still_apply
    assert problem.message
    assert problem.hint


@pytest.mark.parametrize("text", ["", " ", "a\nb", "a\r\nX-Injected: 1", "tökén", "a\x00", "a\u2028b"])
def test_a_token_that_does_not_fit_in_a_header_is_ignored(text: str) -> None:
    tokens, _ = bearer(token(text))
    assert isinstance(tokens.headers("/path", "1"), Answer)


def test_no_secret_is_in_a_repr_an_answer_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for credentials, script in (
        (KEYS, Script(answer(), Reply(401))),
        (CLIENT, Script(token(), answer(), Reply(401), Reply(401), Reply(500))),
    ):
        client = Client(
            connection(credentials, proxy_url=Secret("http://user:canary@proxy:1")), wire=script, clock=StillClock()
        )
        answers = [client.attempt("/api/path", [{"id": "A"}], request_id="r") for _ in range(3)]
        shown = [*map(repr, answers), repr(client.connection), repr(credentials), str(credentials), f"{credentials}"]
        shown += [repr(vars(client)), repr(vars(client._auth)), caplog.text]  # noqa: SLF001 - to look everywhere
        for text in shown:
            assert not [canary for canary in CANARIES if canary in text]
