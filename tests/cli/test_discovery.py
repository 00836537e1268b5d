import json
from typing import Any

import pytest

from mimecast_hold.api.answer.reply import Reply
from mimecast_hold.api.discovery import Region, discover
from mimecast_hold.api.wire.transport import TransportError
from mimecast_hold.errors import MimecastHoldError, ServiceError
from mimecast_hold.simulator import Fault, Rules, Simulator, Tenant
from tests.cli.conftest import Run

ADDRESS = "soar@example.com"


def answering(api: object) -> Reply:
    item = {"emailAddress": ADDRESS, "region": {"code": "eu", "api": api}}
    return Reply(200, body=json.dumps({"meta": {"status": 200}, "data": [item], "fail": []}).encode())


def ask(run: Run, simulator: Simulator, *arguments: str) -> tuple[int, str, str]:
    ended = run("discover-region", "--app-id", "app", "--base-url", simulator.base_url, *arguments)
    return ended.status, ended.out, ended.err


def test_a_region_is_found_by_an_e_mail_address(run: Run, simulator: Simulator) -> None:
    assert ask(run, simulator, ADDRESS) == (0, "region: eu\nbase_url: https://eu-api.mimecast.com\n", "")
    status, out, _ = ask(run, simulator, ADDRESS, "--json")
    assert (status, json.loads(out)) == (0, {"region": "eu", "base_url": "https://eu-api.mimecast.com"})


def test_no_credentials_are_sent(run: Run, simulator: Simulator) -> None:
    ask(run, simulator, ADDRESS)
    (request,) = simulator.requests
    assert "authorization" not in request.headers
    assert {"x-mc-app-id", "x-mc-date", "x-mc-req-id"} <= set(request.headers)


def test_an_unknown_address_is_an_error(run: Run, simulator: Simulator) -> None:
    status, out, err = ask(run, simulator, "nobody@example.org")
    assert (status, out) == (1, "")
    assert "Next: Check the address and the application id" in err


def test_an_intermittent_refusal_of_the_application_is_retried(run: Run, simulator: Simulator) -> None:
    refused = '{"meta":{"status":200},"data":[],"fail":[{"errors":[{"code":"err_developer_key","message":"App ID"}]}]}'
    simulator.faults.add(Fault("body", body=refused, times=2))
    assert ask(run, simulator, ADDRESS)[0] == 0
    assert len({request.headers["x-mc-req-id"] for request in simulator.requests}) == 3
    simulator.faults.add(Fault("body", body=refused))
    status, _, err = ask(run, simulator, ADDRESS)
    assert status == 1
    assert "App ID" in err


def test_a_host_outside_mimecast_is_refused(run: Run, tenant: Tenant, simulator: Simulator) -> None:
    tenant.rules = Rules(discovery_host="https://eu-api.mimecast.com.evil.example")
    status, out, err = ask(run, simulator, ADDRESS)
    assert (status, out) == (1, "")
    assert "does not name a Mimecast host" in err


@pytest.mark.parametrize(
    "api",
    [
        "http://eu-api.mimecast.com",
        "https://eu-api.mimecast.com:8443",
        "https://eu-api.mimecast.com@evil.example",
        "https://127.0.0.1",
        "https://mimecast.com.example",
        "",
        None,
        7,
        ["https://eu-api.mimecast.com"],
    ],
)
def test_only_a_mimecast_host_is_accepted(api: object) -> None:
    with pytest.raises(ServiceError, match="does not name a Mimecast host"):
        discover(ADDRESS, "app", wire=lambda *_: answering(api))


@pytest.mark.parametrize("api", ["https://eu-api.mimecast.com", "https://eu-api.mimecast.com/"])
def test_a_known_host_has_the_name_of_its_region(api: str) -> None:
    assert discover(ADDRESS, "app", wire=lambda *_: answering(api)) == Region("eu", "https://eu-api.mimecast.com")


def test_an_unknown_region_has_no_name() -> None:
    found = discover(ADDRESS, "app", wire=lambda *_: answering("https://new-api.mimecast.com"))
    assert found == Region(None, "https://new-api.mimecast.com")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, body=b"<html>login</html>"),
        Reply(500, body=b"{}"),
        Reply(200, body=b"[]"),
        Reply(200, body=b'{"data": []}'),
        Reply(200, body=b'{"data": [{"region": 1}]}'),
        Reply(401, body=b'{"fail": [{"errors": [{"code": "err_developer_key", "message": "x"}]}]}'),
        Reply(429, body=b""),
    ],
)
def test_an_answer_without_a_region_is_an_error_with_a_hint(reply: Reply) -> None:
    with pytest.raises(MimecastHoldError) as caught:
        discover(ADDRESS, "app", wire=lambda *_: reply)
    assert caught.value.hint


def test_an_unreachable_host_is_an_error() -> None:
    def unreachable(*_: Any, **__: Any) -> Reply:
        raise TransportError("The host could not be reached.", sent=False)

    with pytest.raises(ServiceError, match="could not be reached"):
        discover(ADDRESS, "app", wire=unreachable)


@pytest.mark.parametrize("url", ["https://evil.example", "https://eu-api.mimecast.com", "http://example.com"])
def test_no_other_host_is_called(run: Run, url: str) -> None:
    ended = run("discover-region", ADDRESS, "--app-id", "app", "--base-url", url)
    assert ended.status == 2
    assert "base_url" in ended.err
