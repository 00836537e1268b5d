import gzip
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead
from typing import Any

import pytest

from mimecast_hold.simulator import Fault, FaultError, Simulator, Tenant, parse_fault
from mimecast_hold.simulator.service import ENDPOINT_NAMES
from tests.simulator.caller import ACCOUNT, LIST, NOW, REJECT, RELEASE, Caller, connect


def tenant_of(held: int = 12) -> Tenant:
    return Tenant(held=held, now=lambda: NOW)


@contextmanager
def opened(caller: Caller, identifier: str, seconds: float = 10) -> Iterator[HTTPResponse]:
    """Send a release, and yield the answer with its body unread."""
    with closing(connect(caller.known, seconds)) as connection:
        body = json.dumps({"data": [{"id": identifier}]})
        connection.request("POST", RELEASE, body, caller.signed(RELEASE))
        with connection.getresponse() as response:
            yield response


@pytest.mark.parametrize(("when", "fate"), [("before", "held"), ("after", "released")])
@pytest.mark.parametrize("kind", ["reset", "status", "html", "garbage", "truncate", "other-id"])
def test_a_fault_comes_before_or_after_the_effect(kind: Any, when: Any, fate: str) -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault(kind, when)]) as sim:
        try:
            answer = Caller(sim).release(first)
        except (ConnectionResetError, HTTPException):
            assert kind in ("reset", "truncate")
        else:
            told = answer.body.startswith(b"{") and first.encode() in answer.body
            assert not told
    assert tenant.fate(first) == fate


def test_a_reset_reaches_the_client_as_a_reset() -> None:
    tenant = tenant_of()
    with Simulator(tenant, faults=[Fault("reset")]) as sim:
        caller = Caller(sim)
        with pytest.raises(ConnectionResetError) as caught:
            caller.release(tenant.unknown_id())
    assert not isinstance(caught.value, BadStatusLine)


def test_a_hang_ends_when_the_client_or_the_simulator_closes() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("hang", "after")]) as sim:
        with pytest.raises(TimeoutError), opened(Caller(sim), first, 0.05):
            pass
        waiting = socket.create_connection(("127.0.0.1", sim.port))
        waiting.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while len(sim.requests) < 2:
            threading.Event().wait(0.001)
    with waiting:
        assert waiting.recv(1) == b""
    assert tenant.fate(first) == "released"


def test_a_dripping_header_never_reaches_the_body() -> None:
    tenant = tenant_of()
    with Simulator(tenant, faults=[Fault("drip-header", seconds=0.001)]) as sim:
        caller = Caller(sim)
        with closing(socket.create_connection(("127.0.0.1", sim.port))) as sock:
            head = "".join(f"{k}: {v}\r\n" for k, v in caller.signed(ACCOUNT).items())
            sock.sendall(f"POST {ACCOUNT} HTTP/1.1\r\n{head}\r\n".encode())
            text = b""
            while len(text) < 60:
                text += sock.recv(1024)
    assert text.startswith(b"HTTP/1.1 200 OK\r\nX-Drip: ...")


def test_a_dripping_body_ends() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("drip-body", "after", seconds=0.00001)]) as sim:
        answer = Caller(sim).release(first)
    assert answer.data == [{"id": first, "release": True}]


def test_a_truncated_answer_ends_within_the_body() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("truncate", "after")]) as sim:
        caller = Caller(sim)
        with pytest.raises(IncompleteRead):
            caller.release(first)


def test_status_throttle_and_redirect_use_their_fields() -> None:
    faults = [
        Fault("status", status=504, times=1),
        Fault("throttle", seconds=90, times=1),
        Fault("redirect", times=1, location="http://127.0.0.1:9/x"),
    ]
    with Simulator(tenant_of(), faults=faults) as sim:
        caller = Caller(sim)
        status, throttle, redirect, fine = (caller(ACCOUNT) for _ in range(4))
    assert (status.status, status.headers["content-type"]) == (504, "text/html")
    assert (throttle.status, throttle.headers["x-ratelimit-reset"]) == (429, "90000")
    assert (redirect.status, redirect.headers["location"]) == (307, "http://127.0.0.1:9/x")
    assert fine.status == 200


def test_a_login_page_and_garbage_are_not_json() -> None:
    with Simulator(tenant_of(), faults=[Fault("html", times=1), Fault("garbage")]) as sim:
        caller = Caller(sim)
        page, garbage = caller(ACCOUNT), caller(ACCOUNT)
    assert (page.status, page.headers["content-type"]) == (200, "text/html")
    assert (garbage.status, garbage.headers["content-type"]) == (200, "application/json")
    with pytest.raises(UnicodeDecodeError):
        garbage.body.decode()


def test_a_huge_answer_has_the_requested_size() -> None:
    with Simulator(tenant_of(), faults=[Fault("huge", size=3_000_000)]) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert len(answer.body) == 3_000_000
    assert answer.json["meta"]["status"] == 200


def test_a_bomb_is_small_until_it_is_unpacked() -> None:
    with Simulator(tenant_of(), faults=[Fault("bomb", size=5_000_000)]) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 20_000
    assert len(gzip.decompress(answer.body)) == 5_000_000


def test_deep_nesting_breaks_a_naive_reader() -> None:
    with Simulator(tenant_of(), faults=[Fault("deep")]) as sim:
        answer = Caller(sim)(ACCOUNT)
    with pytest.raises(RecursionError):
        json.loads(answer.body)


def test_a_cookie_leaves_the_answer_true() -> None:
    with Simulator(tenant_of(), faults=[Fault("cookie")]) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert answer.headers["set-cookie"] == "tracker=abc123; Path=/"
    assert answer.data[0]["domain"] == "example.com"


def test_a_fault_can_contain_the_body() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    template = '{"meta":{"status":200},"data":[{"id":"{id}","release":"true"}],"fail":[]}'
    with Simulator(tenant, faults=[Fault("body", body=template)]) as sim:
        answer = Caller(sim).release(first)
    assert answer.data == [{"id": first, "release": "true"}]


def test_each_kind_of_wrong_answer_is_wrong_in_its_own_way() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    kinds: Any = ("other-id", "duplicated", "differing", "contradictory", "refusing-meta")
    with Simulator(tenant, faults=[Fault(kind, "after", times=1) for kind in kinds]) as sim:
        caller = Caller(sim)
        other, *rest = [caller.release(i) for i in list(tenant.held)[:5]]
    duplicated, differing, contradictory, refusing = rest
    assert other.data == [{"id": first[::-1], "release": True}]
    assert duplicated.data == duplicated.data[:1] * 2
    assert [row["release"] for row in differing.data] == [True, False]
    assert contradictory.json["fail"][0]["key"] == {"id": contradictory.data[0]["id"]}
    assert (refusing.status, refusing.json["meta"]["status"]) == (200, 403)
    assert refusing.data[0]["release"] is True


def test_a_wrong_answer_to_a_reject_names_reject() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("differing")]) as sim:
        answer = Caller(sim)(REJECT, {"ids": [first]})
    assert answer.data == [{"id": first, "reject": True}, {"id": first, "reject": False}]
    assert tenant.fate(first) == "held"


def test_a_wrong_list_keeps_its_pagination() -> None:
    with Simulator(tenant_of(), faults=[Fault("duplicated")]) as sim:
        answer = Caller(sim)(LIST, {"admin": True}, pageSize=5)
    assert len(answer.data) == 10
    assert answer.json["meta"]["pagination"]["totalCount"] == 12


def test_a_late_effect_comes_after_the_answer_was_lost() -> None:
    tenant = tenant_of()
    first, second, third, *_ = tenant.held
    faults = [
        Fault("late", ids=(first,), seconds=60),
        Fault("late", ids=(second,), seconds=60, status=504),
        Fault("late", ids=(third,), seconds=0.001, status=502),
    ]
    with Simulator(tenant, faults=faults) as sim:
        caller = Caller(sim)
        with pytest.raises(ConnectionResetError):
            caller.release(first)
        lost = [caller.release(second).status, caller.release(third).status]
        before = (tenant.fate(first), tenant.fate(second))
        sim.finish_late()
        after = (tenant.fate(first), tenant.fate(second))
    assert lost == [504, 502]
    assert (before, after) == (("held", "held"), ("released", "released"))


def test_late_effects_are_dropped_when_the_simulator_closes() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("late", seconds=60, status=504)]) as sim:
        Caller(sim).release(first)
    assert tenant.fate(first) == "held"


def statuses(fault: Fault, count: int) -> list[int]:
    with Simulator(tenant_of(), faults=[fault]) as sim:
        caller = Caller(sim)
        return [caller(ACCOUNT).status for _ in range(count)]


def test_faults_happen_as_often_as_they_should() -> None:
    assert statuses(Fault("status", every=3), 6) == [200, 200, 503, 200, 200, 503]
    assert statuses(Fault("status", first=2), 4) == [503, 503, 200, 200]
    assert statuses(Fault("status", every=2, times=1), 4) == [200, 503, 200, 200]
    assert statuses(Fault("status", endpoint="hold-release"), 2) == [200, 200]
    assert statuses(Fault("status", probability=0), 2) == [200, 200]


def test_random_faults_repeat_with_the_seed() -> None:
    runs = [statuses(Fault("status", probability=0.5), 12) for _ in range(2)]
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


def test_a_fault_can_be_for_one_message_added_late_counted_and_cleared() -> None:
    tenant = tenant_of()
    first, second, *_ = tenant.held
    fault = Fault("status", ids=(first,))
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        sim.faults.add(fault)
        assert caller.release(second).status == 200
        assert caller.release(first).status == 503
        assert sim.faults.happened(fault) == 1
        sim.faults.clear()
        assert caller.release(first).status == 200


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("reset", Fault("reset")),
        (
            "reset:after:hold-release:times=1:every=5",
            Fault("reset", "after", "hold-release", every=5, times=1),
        ),
        ("status:status=504:any:first=2", Fault("status", status=504, first=2)),
        ("late:seconds=0.5:id=a:id=b", Fault("late", ids=("a", "b"), seconds=0.5)),
        ("huge:size=9:probability=0.25", Fault("huge", size=9, probability=0.25)),
        (
            'body:after:body={"data":[{"id":"{id}"}]}',
            Fault("body", "after", body='{"data":[{"id":"{id}"}]}'),
        ),
        ("redirect:location=http://a:1/", Fault("redirect", location="http://a:1/")),
    ],
)
def test_a_fault_can_be_written_as_text(text: str, fault: Fault) -> None:
    assert parse_fault(text, ENDPOINT_NAMES) == fault


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "unknown kind of fault ''"),
        ("explode", "known are body, bomb"),
        ("reset:during", "'during'"),
        ("reset:hold-relaese", "hold-release"),
        ("reset:every=often", "every needs a number, not 'often'"),
        ("reset:every=0", "1 or more"),
        ("reset:probability=2", "between 0 and 1"),
        ("reset:colour=red", "'colour=red'"),
        ("throttle:after", "always before the effect"),
        ("developer-key:after", "always before the effect"),
        ("late:after", "never after"),
        ("html:later", "not possible for html"),
        ("status:later:form=mimecast", "nothing comes later"),
        ("status:form=xml", "form is one of"),
        ("body", "needs body=TEXT"),
        ("hang:seconds=0", "longer than 0"),
        ("reset::", "''"),
    ],
)
def test_an_invalid_fault_text_is_refused_with_the_reason(text: str, told: str) -> None:
    with pytest.raises(FaultError) as caught:
        parse_fault(text, ENDPOINT_NAMES)
    assert told in str(caught.value)


def test_an_unknown_when_is_refused() -> None:
    with pytest.raises(FaultError):
        Fault("reset", "during")  # type: ignore[arg-type]


def test_a_developer_key_refusal_carries_out_nothing_and_counts_against_the_quota() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("developer-key", times=1)]) as sim:
        caller = Caller(sim)
        refused = caller.release(first)
        held = tenant.fate(first)
        answer = caller.release(first)
    assert (refused.status, refused.json["meta"]["status"], refused.code) == (200, 200, "err_developer_key")
    assert caller.known["app_id"] in refused.json["fail"][0]["errors"][0]["message"]
    assert held == "held"
    assert answer.data == [{"id": first, "release": True}]
    assert (refused.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-remaining"]) == ("799", "798")


@pytest.mark.parametrize("status", [500, 501, 503])
def test_an_error_has_the_form_of_a_gateway_a_cache_or_mimecast(status: int) -> None:
    faults = [Fault("status", status=status, form=form, times=1) for form in ("html", "json", "mimecast")]
    with Simulator(tenant_of(), faults=faults) as sim:
        caller = Caller(sim)
        page, cache, own = (caller(ACCOUNT) for _ in range(3))
    assert {page.status, cache.status, own.status} == {status}
    assert page.headers["content-type"] == "text/html"
    assert "fail" not in cache.json
    assert own.json["meta"]["status"] == status
    assert own.code == "err_server_error"


def test_an_error_can_have_a_retry_after_header() -> None:
    with Simulator(tenant_of(), faults=[Fault("status", retry_after=2.5)]) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert (answer.status, answer.headers["retry-after"]) == (503, "2.5")


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("kind", ["html", "status"])
def test_a_gateway_can_refuse_with_a_page(kind: Any, status: int) -> None:
    with Simulator(tenant_of(), faults=[Fault(kind, status=status)]) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/html")
    assert b"<html>" in answer.body


@pytest.mark.parametrize("kind", ["reset", "truncate", "framing", "status"])
def test_a_fault_can_have_its_effect_later(kind: Any) -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault(kind, "later", delay=60)]) as sim:
        with suppress(OSError, HTTPException):
            Caller(sim).release(first)
        assert tenant.fate(first) == "held"
        sim.finish_late()
    assert tenant.fate(first) == "released"


@pytest.mark.parametrize(
    "header", ["Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Content-Length: ", "X-None: 1", ""]
)
def test_half_an_answer_can_have_a_header_without_a_usable_length(header: str) -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, faults=[Fault("framing", "after", header=header)]) as sim:
        caller = Caller(sim)
        with closing(socket.create_connection(("127.0.0.1", sim.port))) as sock:
            body = json.dumps({"data": [{"id": first}]}).encode()
            lines = [f"{k}: {v}" for k, v in caller.signed(RELEASE).items()]
            head = "\r\n".join([f"POST {RELEASE} HTTP/1.1", *lines, f"Content-Length: {len(body)}", "", ""])
            sock.sendall(head.encode() + body)
            text = b"".join(iter(lambda: sock.recv(4096), b""))
    head, _, half = text.partition(b"\r\n\r\n")  # type: ignore[assignment]
    assert (f"\r\n{header}\r\n".encode() in head + b"\r\n") or not header  # type: ignore[operator]
    assert half.startswith(b'{"meta":')
    assert not half.endswith(b"}")
    assert tenant.fate(first) == "released"


def test_form_delay_retry_after_and_header_are_read_from_text() -> None:
    text = "status:later:hold-release:status=503:form=json:delay=4:retry_after=2:times=1"
    assert parse_fault(text, ENDPOINT_NAMES) == Fault(
        "status", "later", "hold-release", status=503, form="json", delay=4, retry_after=2, times=1
    )
    framing = parse_fault("framing:header=Transfer-Encoding: gzip, chunked", ENDPOINT_NAMES)
    assert framing.header == "Transfer-Encoding: gzip, chunked"
