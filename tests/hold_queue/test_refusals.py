"""Refusals over real sockets: which end a run, which are repeated, and what the records say."""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.auth.credentials import ApiKeys
from mimecast_hold.api.client import Client
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import AccessError, ConfigurationError, Problem
from mimecast_hold.hold_queue.bulk.host_health import HostHealth
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.api.raw_server import http, read_request, serving
from tests.api.wires import SECRET_KEY
from tests.hold_queue.rig import (
    LIST,
    LOG,
    RELEASE,
    TOKEN,
    FastClock,
    category,
    client_of,
    count,
    outcomes,
    queue_of,
    sent_ids,
    served,
)


def failing(status: int, code: str, message: str, **more: Any) -> str:
    return json.dumps(
        {"meta": {"status": status}, "data": [], "fail": [{**more, "errors": [{"code": code, "message": message}]}]}
    )


UNKNOWN_APPLICATION = failing(200, "err_developer_key", "App ID is invalid: x")
EXPIRED_TOKEN = json.dumps({"fail": [{"code": "token_expired", "message": "Access Token Expired"}]})


def answering(body: str, status: int = 200, endpoint: str = "hold-release", **more: Any) -> Fault:
    return Fault("body", endpoint=endpoint, status=status, body=body, **more)


def from_here_on(sim: Simulator, tenant: Tenant, left: int, fault: Fault) -> None:
    """Start to fail once no more than `left` messages are held."""

    def check(_: object) -> None:
        if len(tenant.held) <= left:
            sim.faults.add(fault)

    tenant.before_call(check)


@pytest.mark.parametrize(
    ("status", "message", "told"),
    [
        (403, "IP address not found in the permitted ranges", "permission"),
        (403, "The license quota was exceeded", "permission"),
        (401, "Application not found", "authentication"),
        (401, "Already released to another application", "authentication"),
    ],
)
def test_a_call_refused_as_a_whole_ends_the_run(status: int, message: str, told: str) -> None:
    tenant = Tenant(held=5)
    with served(tenant, answering(failing(status, "err_x", message), status)) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert len(sent_ids(sim)) == 1
    assert outcomes(records) == ["failed", *["not_attempted"] * 4]
    assert {category(one) for one in records} == {told}
    assert run.stopped is not None
    assert (run.stopped.code, run.stopped.message) == ("err_x", f"{message}.")


def test_a_permission_removed_during_the_run_ends_it() -> None:
    tenant = Tenant(held=200)
    body = failing(403, "err_ip", "IP address not found in the permitted ranges")
    with served(tenant) as sim:
        from_here_on(sim, tenant, 180, answering(body, 403))
        run = queue_of(sim, messages_per_request=1).release(list(tenant.held))
        records = list(run)
    assert run.stopped is not None
    assert run.stopped.category == "permission"
    assert outcomes(records).count("not_attempted") > 150
    assert "not_found" not in {category(one) for one in records}


def test_another_quota_refuses_one_message_only() -> None:
    tenant = Tenant(held=3)
    full = list(tenant.held)[1]
    body = failing(200, "err_license", "The license quota was exceeded", key={"id": "{id}"})
    with served(tenant, answering(body, ids=(full,))) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert outcomes(records) == ["released", "failed", "released"]
    assert category(records[1]) == "refused"
    assert not run.stopped


# err_developer_key: now and then a right application is refused, before the function is reached.


@pytest.mark.parametrize("api", ["1.0", "2.0"])
@pytest.mark.parametrize("group", [1, 25])
@pytest.mark.parametrize("often", [{"times": 1}, {"every": 3}, {"first": 2}])
def test_intermittent_refusals_cost_no_message(api: str, group: int, often: dict[str, Any]) -> None:
    tenant = Tenant(held=60)
    with served(tenant, answering(UNKNOWN_APPLICATION, **often)) as sim:
        run = queue_of(sim, api=api, messages_per_request=group, max_attempts=8).release(list(tenant.held))
        records = list(run)
    assert set(outcomes(records)) == {"released"}
    assert not run.stopped
    assert {one.evidence for one in records} == {"response"}


def test_an_application_refused_in_all_attempts_is_wrong() -> None:
    tenant = Tenant(held=50)
    with served(tenant, answering(UNKNOWN_APPLICATION)) as sim:
        run = queue_of(sim, max_attempts=4).release(list(tenant.held))
        records = list(run)
    assert len(sent_ids(sim)) == 4
    assert outcomes(records) == ["failed", *["not_attempted"] * 49]
    assert {category(one) for one in records} == {"authentication"}
    assert records[0].attempts == 4
    assert run.stopped is not None
    assert run.stopped.code == "err_developer_key"
    assert "app_id" in run.stopped.hint
    assert list(tenant.held)


def test_an_application_that_becomes_wrong_ends_the_run() -> None:
    tenant = Tenant(held=200)
    with served(tenant) as sim:
        from_here_on(sim, tenant, 150, answering(UNKNOWN_APPLICATION))
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert run.stopped is not None
    assert run.stopped.category == "authentication"
    assert outcomes(records).count("not_attempted") > 100


def test_one_message_refused_intermittently_to_the_end_does_not_end_the_run() -> None:
    tenant = Tenant(held=40)
    unlucky = list(tenant.held)[20]
    with served(tenant, answering(UNKNOWN_APPLICATION, ids=(unlucky,))) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert Counter(outcomes(records)) == {"released": 39, "failed": 1}
    assert category(records[20]) == "authentication"
    assert not run.stopped


def test_reading_repeats_an_intermittent_refusal() -> None:
    tenant = Tenant(held=4)
    faults = [
        answering(UNKNOWN_APPLICATION, endpoint=path.rpartition("/")[2], times=1)
        for path in (LIST, LOG, "/get-hold-summary-list", "/get-account")
    ]
    with served(tenant, *faults) as sim, queue_of(sim) as queue:
        assert len(list(queue.find())) == 4
        assert sum(one.count or 0 for one in queue.summary()) == 4
        assert list(queue.release_log()) == []
        assert all(one.ok for one in queue.test())


def test_reading_ends_with_a_wrong_application() -> None:
    with (
        served(Tenant(held=4), answering(UNKNOWN_APPLICATION, endpoint="any")) as sim,
        queue_of(sim, max_attempts=3) as queue,
        pytest.raises(AccessError, match="App ID is invalid"),
    ):
        list(queue.find())
    assert count(sim, LIST) == 3


def test_a_token_call_refused_intermittently_is_repeated() -> None:
    tenant = Tenant(held=3)
    with served(tenant, answering(UNKNOWN_APPLICATION, endpoint="token", times=1)) as sim:
        records = list(queue_of(sim, api="2.0").release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert count(sim, TOKEN) == 2


# Tokens.


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_token_refused_twice_for_one_message_does_not_end_the_run(concurrency: int) -> None:
    tenant = Tenant(held=60)
    ids = list(tenant.held)
    twice = answering(EXPIRED_TOKEN, 401, ids=(ids[30],), times=2)
    with served(tenant, twice) as sim:
        run = queue_of(sim, api="2.0", concurrency=concurrency, messages_per_request=1).release(ids)
        records = list(run)
    assert Counter(outcomes(records)) == {"released": 59, "failed": 1}
    assert records[30].outcome == "failed"
    assert category(records[30]) == "authentication"
    assert not run.stopped


def test_a_new_token_that_is_refused_ends_the_run() -> None:
    tenant = Tenant(held=30)
    with served(tenant, answering(EXPIRED_TOKEN, 401)) as sim:
        run = queue_of(sim, api="2.0").release(list(tenant.held))
        records = list(run)
    assert len(sent_ids(sim)) == 2
    assert outcomes(records) == ["failed", *["not_attempted"] * 29]
    assert run.stopped is not None


def test_tokens_refused_for_several_messages_end_the_run() -> None:
    tenant = Tenant(held=200)
    with served(tenant) as sim:
        from_here_on(sim, tenant, 180, answering(EXPIRED_TOKEN, 401))
        run = queue_of(sim, api="2.0", messages_per_request=1).release(list(tenant.held))
        records = list(run)
    assert run.stopped is not None
    assert run.stopped.category == "authentication"
    assert outcomes(records).count("not_attempted") > 150


def test_a_group_whose_token_is_refused_twice_counts_as_one() -> None:
    host = HostHealth()
    host.learn(Answer(Kind.ANSWERED))
    denial = Problem("authentication", "The token has expired.")
    assert [host.count_denied(denial) for _ in range(25)] == [False] * 25
    assert not host.count_denied(Problem("authentication", "It has."))
    host.learn(Answer(Kind.ANSWERED))
    several = [Problem("authentication", f"No {number}.") for number in range(3)]
    assert [host.count_denied(one) for one in several] == [False, False, True]


# What a proxy or gateway on the way refuses.


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_refusing_web_page_does_not_blame_the_key(status: int) -> None:
    tenant = Tenant(held=5)
    with served(tenant, Fault("html", endpoint="hold-release", status=status)) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert len(sent_ids(sim)) == 1
    assert outcomes(records) == ["failed", *["not_attempted"] * 4]
    assert {category(one) for one in records} == {"configuration"}
    assert run.stopped is not None
    assert f"not Mimecast (HTTP {status}, a web page)" in run.stopped.message
    assert "proxy" in run.stopped.hint
    assert "key" not in run.stopped.hint


def test_a_web_page_that_refuses_one_message_fails_that_message() -> None:
    tenant = Tenant(held=40)
    blocked = list(tenant.held)[20]
    with served(tenant, Fault("html", endpoint="hold-release", status=403, ids=(blocked,))) as sim:
        run = queue_of(sim, messages_per_request=1).release(list(tenant.held))
        records = list(run)
    assert Counter(outcomes(records)) == {"released": 39, "failed": 1}
    assert category(records[20]) == "configuration"
    assert not run.stopped


@pytest.mark.parametrize("status", [400, 403])
def test_a_gateway_that_starts_to_refuse_everything_ends_the_run(status: int) -> None:
    tenant = Tenant(held=200)
    with served(tenant) as sim:
        from_here_on(sim, tenant, 180, Fault("html", endpoint="hold-release", status=status))
        run = queue_of(sim, messages_per_request=1).release(list(tenant.held))
        records = list(run)
    assert run.stopped is not None
    assert run.stopped.category == "configuration"
    assert outcomes(records).count("not_attempted") > 150


def test_a_web_page_that_refuses_a_read_does_not_blame_the_key() -> None:
    with (
        served(Tenant(held=4), Fault("html", endpoint="get-hold-message-list", status=401)) as sim,
        queue_of(sim) as queue,
        pytest.raises(ConfigurationError, match="not Mimecast"),
    ):
        list(queue.find())


@pytest.mark.parametrize("status", [400, 401])
def test_a_web_page_in_place_of_a_token_does_not_blame_the_secret(status: int) -> None:
    tenant = Tenant(held=4)
    with served(tenant, Fault("html", endpoint="token", status=status)) as sim:
        run = queue_of(sim, api="2.0").release(list(tenant.held))
        records = list(run)
    assert set(outcomes(records)) == {"not_attempted"}
    assert {category(one) for one in records} == {"configuration"}
    assert count(sim, TOKEN) == 1


# A service that asks to be left alone for a while, and answers that prove nothing.

Answering = Callable[[str, str], bytes]


@contextmanager
def answered(answers: Answering) -> Iterator[tuple[HoldQueue, list[str], FastClock]]:
    """Return a queue over a server that returns `answers(path, body)`, and the requested paths in order."""
    paths: list[str] = []
    lock = threading.Lock()

    def talk(sock: socket.socket) -> None:
        while request := read_request(sock):
            path = request.split(b" ", 2)[1].decode()
            with lock:
                paths.append(path)
            reply = answers(path, request.partition(b"\r\n\r\n")[2].decode())
            sock.sendall(reply)
            if b"Connection: close" in reply:
                return

    with serving(talk) as server:
        keys = ApiKeys("an-access-key", SECRET_KEY, "an-app-id", "an-app-key")
        connection = Connection(
            base_url=f"http://127.0.0.1:{server.port}", credentials=keys, timeout_seconds=5, max_attempts=3
        )
        clock = FastClock(500)
        client = Client(connection, clock=clock, chance=lambda: 0.0)
        with HoldQueue.over(client, Deadline(clock)) as queue:
            yield queue, paths, clock


def body_of(data: object, status: int = 200, **meta: object) -> bytes:
    return json.dumps({"meta": {"status": status, **meta}, "data": data, "fail": []}).encode()


HELD = {
    "id": "A",
    "dateReceived": "2026-11-23T09:00:00+0000",
    "subject": "Offer",
    "size": 5,
    "route": "INBOUND",
    "from": {"emailAddress": "a@example.com"},
    "fromHeader": {"emailAddress": "a@example.com"},
    "to": {"emailAddress": "b@example.org"},
    "reason": "Spam",
    "reasonCode": "spam",
    "policyInfo": "Spam",
    "hasAttachments": False,
}
STILL_HELD = http(body_of([HELD], pagination={"totalCount": 1, "pageSize": 500}))
CUT_OFF = body_of([{"id": "A", "release": True}])[:-20]
FRAMINGS = [
    "",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding:",
    "Content-Length:",
    "content-length: abc",
    "content-length: -1",
    "content-length: 0x10",
    'content-length: "20"',
    "content-length: 1_0",
    "Transfer-Encoding: identity\r\ncontent-length: 20",
]


@pytest.mark.parametrize("header", FRAMINGS)
def test_an_unframed_truncated_answer_leaves_the_message_unknown(header: str) -> None:
    lines = "HTTP/1.1 200 OK\r\nConnection: close\r\n" + (f"{header}\r\n" if header else "") + "\r\n"

    def answers(path: str, _: str) -> bytes:
        return STILL_HELD if path == LIST else lines.encode() + CUT_OFF

    with answered(answers) as (queue, paths, _):
        (record,) = queue.release(["A"])
    assert (record.outcome, record.released, record.evidence) == ("unknown", None, "hold_queue")
    assert paths.count(RELEASE) == record.attempts == 3


@pytest.mark.parametrize(
    "reply",
    [
        http(CUT_OFF),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n",
        http(body_of([], 500), "500 Internal Server Error"),
        http(body_of([], 503), "503 Service Unavailable"),
        http(body_of([], 503)),
    ],
    ids=["a length", "chunks", "Mimecast's 500", "Mimecast's 503", "Mimecast's 503 over 200"],
)
def test_still_held_after_complete_error_answers_is_failed(reply: bytes) -> None:
    with answered(lambda path, _: STILL_HELD if path == LIST else reply) as (queue, _, __):
        (record,) = queue.release(["A"])
    assert (record.outcome, record.evidence) == ("failed", "hold_queue")


@pytest.mark.parametrize(
    "reply",
    [
        http(b"<html><h1>Error</h1></html>", "500 Internal Server Error", "Content-Type: text/html"),
        http(b"<html><h1>Error</h1></html>", "503 Service Unavailable", "Content-Type: text/html"),
        http(b"", "503 Service Unavailable"),
        http(b"Backend fetch failed", "503 Backend fetch failed"),
        http(b'{"message": "Internal server error"}', "500 Internal Server Error"),
        http(b'{"fail": [{"code": "internal", "message": "Try again"}]}', "500 Internal Server Error"),
        http(body_of([], 501), "501 Not Implemented"),
        http(body_of([], 200), "500 Internal Server Error"),
        http(b"\x0b\x02\x80packed", "503 Service Unavailable", "Content-Encoding: br"),
        http(b"no gzip", "500 Internal Server Error", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\nno gzip",
    ],
    ids=[
        "a page",
        "a cache's page",
        "nothing",
        "a cache's text",
        "an API gateway",
        "API 2.0's gateway",
        "501",
        "another status inside",
        "another encoding",
        "no gzip",
        "no gzip and nothing that framed it",
    ],
)
def test_still_held_after_a_gateways_error_is_unknown(reply: bytes) -> None:
    with answered(lambda path, _: STILL_HELD if path == LIST else reply) as (queue, _, __):
        (record,) = queue.release(["A"])
    assert (record.outcome, record.evidence) == ("unknown", "hold_queue")


def busy(seconds: object, body: bytes = b"") -> bytes:
    return http(body, "503 Service Unavailable", f"Retry-After: {seconds}")


@pytest.mark.parametrize("body", [b"", b"<html>Maintenance</html>", body_of([], 503)])
def test_retry_after_of_a_503_is_respected(body: bytes) -> None:
    asked_for = iter([busy(40, body)])

    def answers(path: str, sent: str) -> bytes:
        if path != RELEASE:
            return STILL_HELD
        message_id = json.loads(sent)["data"][0]["id"]
        return next(asked_for, http(body_of([{"id": message_id, "release": True}])))

    with answered(answers) as (queue, paths, clock):
        begun = clock.monotonic()
        records = list(queue.release(["A", "B"]))
        assert clock.monotonic() - begun >= 40
    assert outcomes(records) == ["released", "released"]
    assert [one.attempts for one in records] == [2, 1]
    assert paths.count(RELEASE) == 3


def test_a_503_beyond_the_deadline_ends_the_run_at_once() -> None:
    with answered(lambda path, _: STILL_HELD if path == LIST else busy(86_400, body_of([], 503))) as (queue, paths, _):
        run = queue.release(["A", "B", "C"], deadline_seconds=3000)
        records = list(run)
    assert paths.count(RELEASE) == 1
    # Nor may the queue be looked at before.
    assert outcomes(records) == ["unknown", "not_attempted", "not_attempted"]
    assert {category(one) for one in records} == {"server_error"}
    assert run.stopped is not None
    assert "in 86" in run.stopped.hint


def test_a_503_with_an_endless_wait_ends_the_run() -> None:
    with answered(lambda path, _: STILL_HELD if path == LIST else busy(10**7)) as (queue, paths, _):
        records = list(queue.release(["A", "B"]))
    assert paths.count(RELEASE) == 1
    assert outcomes(records) == ["unknown", "not_attempted"]


def test_reading_respects_retry_after_of_a_503() -> None:
    asked_for = iter([busy(40)])
    with answered(lambda _, __: next(asked_for, STILL_HELD)) as (queue, paths, clock):
        begun = clock.monotonic()
        assert len(list(queue.find())) == 1
        assert clock.monotonic() - begun >= 40
    assert len(paths) == 2


def test_a_queue_with_one_invalid_character_is_read_completely() -> None:
    text = json.dumps([HELD | {"id": one, "subject": "HERE"} for one in "ABCD"])
    for odd in (b"\t", b"caf\xe9", b"\\ud83d"):
        text = text.replace("HERE", odd.decode("latin-1"), 1)
    listed = b'{"meta": {"status": 200, "pagination": {"totalCount": 4}}, "data": ' + text.encode("latin-1") + b"}"
    with answered(lambda _, __: http(listed)) as (queue, _, __):
        subjects = [one.subject for one in queue.find()]
    assert len(subjects) == 4
    for subject in subjects:
        (subject or "").encode()


def test_an_answer_in_another_plain_form_is_read() -> None:
    single = {"meta": {"status": 200.0}, "data": {"id": "A", "release": True}, "fail": None}
    with answered(lambda _, __: http(json.dumps(single).encode())) as (queue, _, __):
        (record,) = queue.release(["A"])
    assert (record.outcome, record.evidence) == ("released", "response")


@pytest.mark.parametrize("value", ["true", 1, 1.0, [True], {"release": True}, None])
def test_only_true_confirms_a_release_in_any_form(value: object) -> None:
    for data in ({"id": "A", "release": value}, [{"id": "A", "release": value}]):
        reply = http(body_of(data))
        with answered(lambda path, _, reply=reply: STILL_HELD if path == LIST else reply) as (queue, _, __):  # type: ignore[misc]  # bound now
            (record,) = queue.release(["A"])
        assert record.released is not True
        assert record.outcome == "failed"


def test_an_unreadable_account_is_reported() -> None:
    tenant = Tenant(held=1)
    with served(tenant, answering('{"meta": {"status": 200}, "data": ["x"]}', endpoint="get-account")) as sim:
        checks = {one.check: one for one in queue_of(sim).test()}
    assert checks["authentication"].ok
    assert not checks["account"].ok
    assert "could not be read" in checks["account"].detail


def test_the_simulator_sends_no_invalid_characters() -> None:
    with served(Tenant(held=2)) as sim:
        client = client_of(sim)
        answer = client.call(
            LIST, ({"admin": True, "start": "2026-01-01T00:00:00+0000"},), deadline=Deadline(client.clock)
        )
        client.close()
    assert (answer.replaced, answer.unreadable) == (False, 0)
