"""Request bodies that clients in production send, and compressed answers."""

import gzip
import json

import pytest

from mimecast_hold.simulator import Rules, Simulator, Tenant
from tests.simulator.caller import ACCOUNT, LIST, LOG, NOW, RELEASE, SUMMARY, Caller


def tenant_of(held: int = 3, **rules: object) -> Tenant:
    return Tenant(held=held, now=lambda: NOW, rules=Rules(**rules))  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b'{"meta": {}}', b'{"data": null}', b'{"data": []}'])
@pytest.mark.parametrize("path", [ACCOUNT, SUMMARY])
@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_account_and_summary_need_no_body_and_no_data(path: str, body: bytes, api: str) -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim, api)
        answer = caller.send(path, body, caller.headers(path))
    assert answer.status == 200
    assert answer.data


@pytest.mark.parametrize("body", [b"", b"{}"])
@pytest.mark.parametrize("path", [RELEASE, LIST, LOG])
def test_the_other_endpoints_need_data(path: str, body: bytes) -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim)
        assert caller.send(path, body, caller.headers(path)).status == 400


@pytest.mark.parametrize("notation", [repr, json.dumps])
def test_the_repr_of_a_dict_is_accepted_as_a_body(notation: object) -> None:
    """An old sample of the vendor sends it."""
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        listed = notation({"data": [{"admin": True, "start": None}], "meta": {"pagination": {"pageSize": 2}}})  # type: ignore[operator]
        released = notation({"data": [{"id": first}]})  # type: ignore[operator]
        assert len(caller.send(LIST, listed.encode(), caller.headers(LIST)).data) == 2
        assert caller.send(RELEASE, released.encode(), caller.headers(RELEASE)).data == [{"id": first, "release": True}]


@pytest.mark.parametrize("admin", ["true", "True", True])
def test_admin_can_be_text(admin: object) -> None:
    with Simulator(tenant_of()) as sim:
        assert len(Caller(sim)(LIST, {"admin": admin}).data) == 3


@pytest.mark.parametrize("admin", ["false", "", None, 1, False])
def test_any_other_value_of_admin_is_false(admin: object) -> None:
    with Simulator(tenant_of()) as sim:
        assert len(Caller(sim)(LIST, {"admin": admin}).data) < 3


@pytest.mark.parametrize("path", [LIST, LOG])
def test_dates_can_end_with_z(path: str) -> None:
    tenant = tenant_of()
    item = {"admin": True, "start": "2026-01-01T00:00:00Z", "end": "2026-12-31T00:00:00Z"}
    with Simulator(tenant) as sim:
        assert Caller(sim)(path, item).status == 200


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate", "deflate, gzip;q=0.5"])
def test_answers_are_compressed_for_clients_that_accept_gzip(accepted: str) -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim)
        plain = caller(LIST, {"admin": True})
        packed = caller.send(
            LIST, b'{"data": [{"admin": true}]}', {**caller.headers(LIST), "Accept-Encoding": accepted}
        )
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers


def test_compression_can_be_turned_off() -> None:
    with Simulator(tenant_of(gzip=False)) as sim:
        caller = Caller(sim)
        answer = caller.send(ACCOUNT, b"", {**caller.headers(ACCOUNT), "Accept-Encoding": "gzip"})
    assert answer.json["data"]


@pytest.mark.parametrize(("count", "status"), [(1, 200), (25, 200), (26, 400)])
def test_api_2_releases_1_to_25_messages_in_one_request(count: int, status: int) -> None:
    tenant = tenant_of(30)
    ids = list(tenant.held)[:count]
    with Simulator(tenant) as sim:
        assert Caller(sim, "2.0").release(*ids).status == status
    assert [tenant.fate(one) for one in ids] == ["released" if status == 200 else "held"] * count


def test_api_1_states_no_limit() -> None:
    tenant = tenant_of(30)
    with Simulator(tenant) as sim:
        assert len(Caller(sim).release(*list(tenant.held)).data) == 30


@pytest.mark.parametrize("items", [(), ({"admin": True}, {"admin": True})])
def test_the_list_of_api_2_takes_exactly_one_item(items: tuple[object, ...]) -> None:
    with Simulator(tenant_of()) as sim:
        assert Caller(sim, "2.0")(LIST, *items).status == 400
