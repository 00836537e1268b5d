import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.client import Client, back_off, request_id
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.api.wire.permission import Permission
from mimecast_hold.api.wire.transport import HttpTransport
from mimecast_hold.api.wire.transport_errors import TransportError
from mimecast_hold.errors import AccessError, MimecastHoldError, Problem, ServiceError, StoppedError
from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.api.still_clock import StillClock
from tests.api.wires import CLIENT, KEYS, Reply, Script, Sent, answer, connection, token

PATH = "/api/account/get-account"
UNREACHED = TransportError("The host could not be reached.", sent=False)
BROKEN = TransportError("The connection broke.", sent=True)
REFUSED = Reply(403, {}, b"")


class Run:
    """A client with scripted responses and a clock that advances only while somebody waits."""

    def __init__(
        self,
        *steps: Any,
        credentials: ApiKeys | ClientCredentials = KEYS,
        seconds: float | None = None,
        **settings: Any,
    ) -> None:
        self.clock = StillClock()
        self.wire = Script(*steps)
        numbers = iter(range(1, 1000))
        self.client = Client(
            connection(credentials, **settings),
            wire=self.wire,
            clock=self.clock,
            request_ids=lambda: f"request-{next(numbers)}",
            chance=lambda: 1.0,
        )
        self.deadline = Deadline(self.clock, seconds)

    def call(self) -> Answer:
        return self.client.call(PATH, (), deadline=self.deadline)

    def attempt(self, **settings: Any) -> Answer:
        return self.client.attempt(PATH, [{"id": "A"}], request_id="r", **settings)

    def failure(self) -> MimecastHoldError:
        with pytest.raises(MimecastHoldError) as caught:
            self.call()
        return caught.value


def test_a_call_posts_json_and_puts_no_data_in_the_path() -> None:
    run = Run(answer())
    run.client.attempt(PATH, [{"id": "Ä\ud800"}], request_id="r", meta={"pagination": {"pageSize": 5}})
    (sent,) = run.wire.sent
    assert sent.url == "https://eu-api.mimecast.com/api/account/get-account"
    assert json.loads(sent.body) == {"meta": {"pagination": {"pageSize": 5}}, "data": [{"id": "Ä\ud800"}]}
    assert sent.headers["Content-Type"] == "application/json"
    assert sent.headers["x-mc-req-id"] == "r"
    assert sent.headers["Accept-Encoding"] == "gzip"


def test_every_repeat_has_a_new_signature_and_request_id() -> None:
    run = Run(BROKEN, BROKEN, BROKEN, answer())
    run.call()
    sent = run.wire.sent
    assert [one.headers["x-mc-req-id"] for one in sent] == ["request-1", "request-2", "request-3", "request-4"]
    assert len({one.headers["Authorization"] for one in sent}) == 4
    # After 0.3, 0.6 and 1.2 seconds.
    assert [one.headers["x-mc-date"][-6:] for one in sent] == ["00 UTC", "00 UTC", "00 UTC", "02 UTC"]


@pytest.mark.parametrize("step", [UNREACHED, BROKEN, Reply(500), Reply(502), Reply(200, {}, b"<html>"), Reply(200)])
def test_an_unanswered_call_is_repeated_up_to_max_attempts(step: Any) -> None:
    run = Run(step, max_attempts=3)
    assert isinstance(run.failure(), ServiceError)
    assert len(run.wire.sent) == 3
    assert Run(step, step, answer(), max_attempts=3).call().kind is Kind.ANSWERED


def test_repeats_wait_longer_each_time() -> None:
    run = Run(BROKEN, max_attempts=8)
    run.failure()
    assert run.clock.waits == pytest.approx([0.3, 0.6, 1.2, 2.4, 4.8, 8.0, 8.0])


def test_chance_spreads_repeats_apart() -> None:
    assert back_off(1, 0.0) == pytest.approx(0.15)
    assert back_off(1, 1.0) == pytest.approx(0.3)
    assert back_off(10_000, 1.0) == pytest.approx(8.0)


@pytest.mark.parametrize("step", [Reply(401), REFUSED, Reply(404), Reply(418)])
def test_a_refusal_of_the_whole_call_is_not_repeated(step: Reply) -> None:
    run = Run(step)
    run.failure()
    assert len(run.wire.sent) == 1


def test_rejected_credentials_raise_access_error() -> None:
    assert isinstance(Run(Reply(401)).failure(), AccessError)
    assert Run(REFUSED).failure().problem().category == "permission"


def test_rate_limit_waits_do_not_count_as_attempts() -> None:
    limited = Reply(429, {"x-ratelimit-reset": "1500"})
    run = Run(*[limited] * 20, answer(), max_attempts=1)
    run.call()
    assert len(run.wire.sent) == 21
    # Later pauses are longer, since the times that the server names prove wrong.
    assert run.clock.waits[:3] == pytest.approx([1.5, 1.5, 1.5])


def test_a_429_in_the_body_only_counts_too() -> None:
    limited = Reply(200, {"x-ratelimit-reset": "2000"}, b'{"meta": {"status": 429}, "data": []}')
    run = Run(limited, answer())
    run.call()
    assert run.clock.waits == pytest.approx([2.0])


def test_a_call_waits_for_a_new_quota() -> None:
    run = Run(answer(x_ratelimit_remaining="0", x_ratelimit_reset="700"), answer())
    run.call()
    run.call()
    assert run.clock.waits == pytest.approx([0.7])


def test_a_reset_beyond_the_deadline_fails_at_once_and_names_the_wait() -> None:
    run = Run(Reply(429, {"x-ratelimit-reset": "90000"}), seconds=60)
    error = run.failure()
    assert error.problem().category == "rate_limited"
    assert "90 s" in error.hint
    assert run.clock.waits == []


def test_a_reset_of_hours_fails_at_once_without_a_deadline_too() -> None:
    run = Run(Reply(429, {"retry-after": "7200"}))
    error = run.failure()
    assert error.problem().category == "rate_limited"
    assert "7200 s" in error.hint
    assert len(run.wire.sent) == 1


UNKNOWN_APPLICATION = Reply(
    200, {}, b'{"meta": {"status": 200}, "data": [], "fail": [{"errors": [{"code": "err_developer_key"}]}]}'
)


def test_an_intermittent_rejection_is_repeated() -> None:
    run = Run(UNKNOWN_APPLICATION, UNKNOWN_APPLICATION, answer(), max_attempts=3)
    run.call()
    assert run.clock.waits == pytest.approx([0.3, 0.6])
    error = Run(UNKNOWN_APPLICATION, max_attempts=3).failure()
    assert isinstance(error, AccessError)
    assert error.problem().code == "err_developer_key"


@pytest.mark.parametrize("when", ["40", "Mon, 23 Nov 2026 09:00:40 GMT"])
def test_a_503_waits_for_retry_after_and_counts_as_an_attempt(when: str) -> None:
    busy = Reply(503, {"retry-after": when, "date": "Mon, 23 Nov 2026 09:00:00 GMT"})
    run = Run(busy, answer(), max_attempts=2)
    run.call()
    assert sum(run.clock.waits) == pytest.approx(40)
    assert Run(busy, max_attempts=2).failure().problem().category == "server_error"


def test_retry_after_of_a_token_call_is_respected() -> None:
    run = Run(Reply(503, {"retry-after": "40"}), token(), answer(), credentials=CLIENT)
    run.call()
    assert sum(run.clock.waits) == pytest.approx(40)


def test_a_503_beyond_the_deadline_fails_at_once_with_its_own_message() -> None:
    body = (
        b'{"meta": {"status": 503}, "data": [], "fail": [{"errors": [{"code": "err_busy", "message": "Maintenance"}]}]}'
    )
    run = Run(Reply(503, {"retry-after": "90"}, body), seconds=60)
    error = run.failure()
    assert (error.problem().category, error.problem().code) == ("server_error", "err_busy")
    assert "in 90 s" in error.hint
    assert len(run.wire.sent) == 1


def test_a_web_page_does_not_renew_the_token() -> None:
    run = Run(token(), Reply(401, {}, b"<html></html>"), credentials=CLIENT)
    assert run.failure().problem().category == "configuration"
    assert len(run.wire.sent) == 2


def test_a_call_gives_up_after_ten_minutes_of_429() -> None:
    run = Run(Reply(429, {}))
    assert run.failure().problem().category == "rate_limited"
    assert 500 < run.clock.seconds - 1000 < 600


def test_the_deadline_ends_a_wait_between_attempts() -> None:
    run = Run(BROKEN, seconds=60, max_attempts=10)
    run.clock.pass_by(59)
    with pytest.raises(StoppedError) as caught:
        run.call()
    assert caught.value.problem().category == "deadline"
    assert run.clock.seconds == pytest.approx(1060)


def test_a_cancelled_run_sends_nothing() -> None:
    run = Run(answer())
    run.deadline.cancel()
    with pytest.raises(StoppedError) as caught:
        run.call()
    assert caught.value.problem().category == "cancelled"
    assert run.wire.sent == []


def test_cancelling_ends_a_call_that_hangs() -> None:
    hanging, answered = threading.Event(), threading.Event()

    def hang(_: Sent) -> Reply:
        hanging.set()
        answered.wait(10)
        return answer()

    run = Run(hang)

    def cancel() -> None:
        hanging.wait(10)
        run.deadline.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(StoppedError):
        run.call()
    canceller.join()
    answered.set()


# One attempt.


def test_an_attempt_can_be_held_back_after_the_token_call() -> None:
    problem = Problem("deadline", "Too late.")
    run = Run(token(), answer(), credentials=CLIENT)
    kept = run.attempt(permission=Permission(lambda: problem))
    assert (kept.kind, kept.problem, kept.sent) == (Kind.NOT_SENT, problem, False)
    assert run.wire.paths == ["/oauth/token"]


def test_an_attempt_is_not_sent_during_a_pause() -> None:
    run = Run(Reply(429, {"x-ratelimit-reset": "5000"}), answer())
    assert run.attempt().kind is Kind.LIMITED
    kept = run.attempt()
    assert (kept.kind, kept.sent) == (Kind.LIMITED, False)
    assert len(run.wire.sent) == 1
    run.clock.pass_by(5)
    assert run.attempt().kind is Kind.ANSWERED


def test_a_limited_token_call_pauses_all_and_sends_nothing() -> None:
    run = Run(Reply(429, {"retry-after": "3"}), token(), answer(), credentials=CLIENT)
    limited = run.attempt()
    assert (limited.kind, limited.sent, limited.wait) == (Kind.LIMITED, False, 3.0)
    assert run.client.limiter.delay() == pytest.approx(3)
    run.clock.pass_by(3)
    assert run.attempt().kind is Kind.ANSWERED


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(401),
        Reply(401, {}, b'{"fail": [{"code": "token_expired", "message": "Access Token Expired"}]}'),
        Reply(200, {}, b'{"meta": {"status": 401}, "fail": [{"code": "token_expired", "message": "x"}]}'),
    ],
)
def test_a_refused_token_is_renewed_once(refusal: Reply) -> None:
    run = Run(token("old"), refusal, token("new"), answer(), credentials=CLIENT, max_attempts=1)
    assert run.call().kind is Kind.ANSWERED
    assert run.wire.paths == ["/oauth/token", PATH, "/oauth/token", PATH]
    assert run.wire.sent[-1].headers["Authorization"] == "Bearer new"
    again = Run(token("old"), refusal, token("new"), refusal, token("third"), credentials=CLIENT)
    assert isinstance(again.failure(), AccessError)
    assert again.wire.paths == ["/oauth/token", PATH, "/oauth/token", PATH]


def test_a_missing_permission_does_not_renew_the_token() -> None:
    run = Run(token(), REFUSED, credentials=CLIENT)
    assert isinstance(run.failure(), AccessError)
    assert run.wire.paths == ["/oauth/token", PATH]


@pytest.mark.parametrize("step", [UNREACHED, BROKEN, Reply(503), Reply(200, {}, b"<html>")])
def test_after_a_token_call_without_a_response_nothing_was_sent(step: Any) -> None:
    run = Run(step, token(), answer(), credentials=CLIENT)
    failed = run.attempt()
    assert (failed.kind, failed.sent, failed.may_still_apply) == (Kind.NOT_SENT, False, False)
    assert run.attempt().kind is Kind.ANSWERED


@pytest.mark.parametrize(
    ("step", "kind", "may_still_apply", "reached"),
    [
        (UNREACHED, Kind.NOT_SENT, False, False),
        (BROKEN, Kind.LOST, True, False),
        (TransportError("x", sent=True, kind="protocol", may_still_apply=False, answered=True), Kind.LOST, False, True),
        (TransportError("x", sent=True, kind="timeout"), Kind.LOST, True, False),
    ],
)
def test_an_answer_describes_the_transport_error(
    step: TransportError, kind: Kind, may_still_apply: bool, reached: bool
) -> None:
    run = Run(step)
    found = run.attempt()
    assert (found.kind, found.may_still_apply, found.reached, found.sent) == (kind, may_still_apply, reached, step.sent)
    assert found.problem is not None
    assert (found.problem.category, found.problem.message) == (step.kind, str(step))
    assert found.problem.retryable
    assert run.client.sent is step.sent
    assert run.client.tried


def test_a_configuration_error_is_not_retryable() -> None:
    run = Run(TransportError("The CA bundle could not be read.", sent=False, kind="configuration"))
    problem = run.attempt().problem
    assert problem is not None
    assert (problem.category, problem.retryable) == ("configuration", False)
    assert "CA bundle" in problem.hint


def test_a_new_client_has_tried_and_sent_nothing() -> None:
    run = Run(answer())
    assert not run.client.tried
    assert not run.client.sent


def test_mimecasts_clock_is_remembered() -> None:
    run = Run(answer(date="Mon, 23 Nov 2026 09:00:10 GMT"), answer(), answer(date="nonsense"))
    for _ in range(3):
        run.attempt()
    assert run.client.offset == 10


def test_request_ids_are_unique_guids() -> None:
    found = {request_id() for _ in range(1000)}
    assert len(found) == 1000
    assert all(len(one) == 36 and one[14] == "4" and one[19] in "89ab" for one in found)


# Over real sockets.


@contextmanager
def real_client(sim: Simulator, api: str = "1.0", seconds: float = 5, **settings: Any) -> Iterator[Client]:
    known = sim.connection("2.0" if api == "2.0" else "1.0")
    credentials: ApiKeys | ClientCredentials
    if api == "2.0":
        credentials = ClientCredentials(known["client_id"], known["client_secret"])
    else:
        credentials = ApiKeys(known["access_key"], known["secret_key"], known["app_id"], known["app_key"])
    made = connection(credentials, **settings)._replace(base_url=sim.base_url, ca_bundle=known.get("ca_bundle"))
    wire = HttpTransport(timeout_seconds=seconds, ca_bundle=made.ca_bundle, pool_size=made.concurrency, local=True)
    yield Client(made, wire=wire)
    wire.close()


@pytest.mark.parametrize("api", ["1.0", "2.0"])
@pytest.mark.parametrize("tls", [False, True])
def test_the_simulator_accepts_every_signature(api: str, tls: bool) -> None:
    with Simulator(Tenant(held=1), tls=tls) as sim, real_client(sim, api) as client:
        found = client.call(PATH, (), deadline=Deadline(client.clock))
        assert found.kind is Kind.ANSWERED
        assert len(found.data) == 1
        assert client.offset is not None
        assert abs(client.offset) < 5


def test_sixteen_threads_with_a_revoked_token_renew_it_once() -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim, real_client(sim, "2.0", concurrency=16) as client:
        client.call(PATH, (), deadline=Deadline(client.clock))
        tenant.revoke_tokens()
        kinds: Counter[str] = Counter()

        def work() -> None:
            found = client.call(PATH, (), deadline=Deadline(client.clock))
            kinds[found.kind.name] += 1

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        asked = Counter(request.path for request in sim.requests)
        assert kinds == {"ANSWERED": 16}
        assert asked["/oauth/token"] == 2


@pytest.mark.parametrize("kind", ["drip-header", "drip-body"])
def test_a_server_that_drips_does_not_hold_up_an_attempt(kind: Any) -> None:
    faults = [Fault(kind, seconds=0.05)]
    with Simulator(Tenant(held=1), faults=faults) as sim, real_client(sim, seconds=0.3) as client:
        found = client.attempt(PATH, (), request_id="r")
        assert (found.kind, found.may_still_apply) == (Kind.LOST, True)
        assert found.problem is not None
        assert found.problem.category == "timeout"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    ("location", "named"),
    [
        ("https://login.example.com/a?b", " to login.example.com"),
        ("//Login.Example.com:8443/", " to login.example.com"),
        ("https://user:word@[2001:db8::1]/", " to [2001:db8::1]"),
        ("https://canary-access-key.example.com/", ""),
        ("https://a\x1b[31m.example.com/", ""),
        ("https://\xff\xfe/", ""),
        ("https://1.2.3/", ""),
        ("/elsewhere", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_redirect_names_its_host_and_is_not_followed(status: int, location: str, named: str) -> None:
    run = Run(Reply(status, {"location": location}, b""))
    found = run.attempt()
    assert found.kind is Kind.LOST
    assert found.problem
    assert found.problem.message == f"The response is a redirect{named} (HTTP {status}). Redirects are not followed."
    assert len(run.wire.sent) == 1


@pytest.mark.parametrize("form", ["{}", "Bearer {}", "a={};b", "\\/{}"])
def test_a_secret_quoted_in_a_refusal_is_redacted(form: str) -> None:
    secrets = [KEYS.access_key, KEYS.secret_key, KEYS.app_key]
    for text in [one.reveal() for one in secrets]:
        said = {"errors": [{"code": form.format(text), "message": form.format(text)}]}
        body = json.dumps({"meta": {"status": 200}, "data": [], "fail": [said]}).encode()
        (refused,) = Run(Reply(200, {}, body)).attempt().failures
        assert text not in f"{refused}"
        assert "[secret]" in refused.refusal.problem.message


def test_a_token_quoted_in_a_refusal_is_redacted() -> None:
    body = json.dumps({"message": "Authorization=Bearer canary-token is wrong", "error": "canary-client-secret"})
    run = Run(token(), Reply(403, {}, body.encode()), credentials=CLIENT)
    assert "canary" not in str(run.attempt())
