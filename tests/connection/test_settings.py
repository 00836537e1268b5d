"""Arguments, file and environment are layers that never mix."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.connection import Connection
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.settings import connection_from

V1 = {"access_key": "ak", "secret_key": "c2VjcmV0", "app_id": "ai", "app_key": "apk"}
V2 = {"client_id": "ci", "client_secret": "cs"}
V2_FILE = {"client_id": "ci-file", "client_secret": "cs-file"}
OTHER = {"base_url": "https://proxy.example.com", "allow_other_host": True}
HERE = {"base_url": "http://127.0.0.1:8080"}


def env(values: Mapping[str, object]) -> dict[str, str]:
    return {f"MIMECAST_{name.upper()}": str(value) for name, value in values.items()}


def file(values: Mapping[str, object], *, is_text: bool = False) -> ConnectionFile:
    return ConnectionFile("conn.json", values, is_text, ())


def connect(
    given: object = None,
    in_file: Mapping[str, object] | None = None,
    environ: Mapping[str, object] | None = None,
) -> Connection:
    read = None if in_file is None else file(in_file)
    return connection_from(given, read, env(environ or {})).connection


def refused(*layers: Any) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        connect(*layers)
    return caught.value


def test_api_2_needs_its_two_credentials_and_nothing_else() -> None:
    connection = connect(V2)
    assert connection == Connection(
        base_url="https://api.services.mimecast.com", credentials=ClientCredentials("ci", "cs")
    )


@pytest.mark.parametrize("region", ["EU", " Eu ", "eU"])
def test_a_region_is_taken_in_any_letter_case(region: str) -> None:
    assert connect(V1 | {"region": region}).base_url == "https://eu-api.mimecast.com"
    assert connect(V1, {"region": region}).base_url == "https://eu-api.mimecast.com"


def test_api_1_needs_its_four_credentials_and_a_region() -> None:
    connection = connect(V1 | {"region": "eu"})
    assert connection == Connection(
        base_url="https://eu-api.mimecast.com",
        credentials=ApiKeys("ak", "c2VjcmV0", "ai", "apk"),
    )


@pytest.mark.parametrize("nothing", [None, "", " \t\n"])
def test_blank_fields_count_as_missing(nothing: object) -> None:
    unfilled = dict.fromkeys([*V1, "region", "base_url", "proxy_url", "ca_bundle"], nothing)
    numbers = dict.fromkeys(["timeout_seconds", "max_attempts", "allow_other_host"], nothing)
    assert connect(unfilled | numbers | V2) == connect(V2)
    assert connect(unfilled | numbers, None, V2) == connect(V2)


def test_text_is_trimmed() -> None:
    padded = {name: f" {value}\n" for name, value in (V1 | {"region": "eu"}).items()}
    assert connect(padded) == connect(V1 | {"region": "eu"})


@pytest.mark.parametrize(
    ("layers", "timeout"),
    [
        (({"timeout_seconds": 1.5}, {"timeout_seconds": 2}, {"timeout_seconds": 3}), 1.5),
        (({}, {"timeout_seconds": 2}, {"timeout_seconds": 3}), 2),
        (({"timeout_seconds": None}, {}, {"timeout_seconds": 3}), 3),
        (({}, {}, {}), 30),
    ],
)
def test_explicit_fields_win_over_the_file_and_the_file_over_the_environment(layers: Any, timeout: float) -> None:
    given, in_file, environ = layers
    assert connect(V2 | given, in_file, environ).timeout_seconds == timeout


@pytest.mark.parametrize(
    ("layers", "credentials"),
    [
        ((V2, V2_FILE, {}), ClientCredentials("ci", "cs")),
        (({}, V2_FILE, V2), ClientCredentials("ci-file", "cs-file")),
        (({}, {}, V2), ClientCredentials("ci", "cs")),
        (({}, V2_FILE, V1), ClientCredentials("ci-file", "cs-file")),
        ((V2, V1, V1), ClientCredentials("ci", "cs")),
    ],
)
def test_credentials_come_from_the_highest_source_that_names_any(layers: Any, credentials: object) -> None:
    assert connect(*layers).credentials == credentials


@pytest.mark.parametrize(
    ("layers", "url"),
    [
        (({"region": "us"}, {"region": "uk"}, {}), "https://us-api.services.mimecast.com"),
        (({"region": "us"} | V2, {}, HERE), "https://us-api.services.mimecast.com"),
        ((V2, {"region": "uk"}, HERE), "https://uk-api.services.mimecast.com"),
        ((V2, HERE, {"region": "uk"}), "http://127.0.0.1:8080"),
        ((V2 | HERE | {"region": "us"}, {}, {}), "http://127.0.0.1:8080"),
        ((V2 | HERE | {"region": "eu"}, {}, {}), "http://127.0.0.1:8080"),
        (
            ({"base_url": "https://us-api.services.mimecast.com/"}, {}, V2),
            "https://us-api.services.mimecast.com",
        ),
        ((V2, OTHER, {}), "https://proxy.example.com"),
        ((V2, {}, OTHER), "https://proxy.example.com"),
        ((V2 | {"base_url": "https://a.example"}, {}, OTHER), "https://a.example"),
    ],
)
def test_region_and_base_url_come_from_the_highest_source_that_names_either(layers: Any, url: str) -> None:
    given, in_file, environ = layers
    keys = {} if V2.keys() & (given.keys() | in_file.keys()) else V2
    assert connect(given, in_file, environ | keys).base_url == url


@pytest.mark.parametrize(
    ("layers", "field", "says"),
    [
        (({}, {}, {}), None, "No credentials"),
        ((V1 | V2, {}, {}), None, "$.connection.access_key and $.connection.client_id"),
        (({}, {}, V1 | V2), None, "MIMECAST_ACCESS_KEY and MIMECAST_CLIENT_ID"),
        (({"client_id": "a"}, {}, {}), "client_secret", "$.connection.client_secret"),
        (({}, {"client_secret": "a"}, {}), "client_id", "client_id in conn.json"),
        (({}, {}, {"access_key": "a"}), "secret_key", "MIMECAST_APP_KEY"),
        ((V2 | {"app_id": "a"}, {}, {}), None, "Both credential sets"),
        ((V1, {}, {}), "region", "region or base_url"),
        ((V1 | {"region": "uk"}, {}, {}), "region", "eu, de, us, usb, ca, za, au, je, sandbox"),
        ((V2, {}, {"region": "eu"}), "region", "MIMECAST_REGION: The region is not one of API 2.0"),
        ((V2 | {"region": 5}, {}, {}), "region", "$.connection.region: expected text"),
        ((V2 | OTHER | {"allow_other_host": False}, {}, {}), "base_url", "not Mimecast's"),
        ((V2 | {"base_url": "https://u:p@eu-api.mimecast.com"}, {}, {}), "base_url", "user name"),
        ((V1 | {"region": "eu", "secret_key": "no base64!"}, {}, {}), "secret_key", "$.connection"),
        ((V1 | {"region": "eu", "secret_key": "nobase64"[:-1]}, {}, {}), "secret_key", "base64"),
        ((V2 | {"client_secret": "two\nlines"}, {}, {}), "client_secret", "are not allowed"),
        ((V2 | {"client_id": 7}, {}, {}), "client_id", "expected text, got a number"),
        ((V2 | {"timeout_seconds": 0.5}, {}, {}), "timeout_seconds", "at least 1"),
        ((V2 | {"timeout_seconds": "30"}, {}, {}), "timeout_seconds", "a number, got text"),
        ((V2 | {"max_attempts": 11}, {}, {}), "max_attempts", "at most 10"),
        ((V2 | {"concurrency": 33}, {}, {}), "concurrency", "at most 32"),
        ((V2 | {"concurrency": True}, {}, {}), "concurrency", "a whole number"),
        ((V2 | {"messages_per_request": 26}, {}, {}), "messages_per_request", "at most 25"),
        ((V2 | {"proxy_url": "proxy:3128"}, {}, {}), "proxy_url", "$.connection.proxy_url"),
        ((V2 | {"ca_bundle": "/no/such/file"}, {}, {}), "ca_bundle", "does not exist"),
        ((V2, {}, {"timeout_seconds": "abc"}), "timeout_seconds", "MIMECAST_TIMEOUT_SECONDS"),
        ((V2, {}, {"timeout_seconds": "nan"}), "timeout_seconds", "expected a number"),
        ((V2, {}, {"timeout_seconds": "1e3"}), "timeout_seconds", "expected a number"),
        ((V2, {}, {"max_attempts": "3.5"}), "max_attempts", "expected a whole number"),
        ((V2, {}, {"allow_other_host": "maybe"}), "allow_other_host", "expected true or false"),
        ((V2, {"timeout_seconds": "30"}, {}), "timeout_seconds", "timeout_seconds in conn.json"),
        (([V2], {}, {}), "$.connection", "expected an object"),
        (("text", {}, {}), "$.connection", "expected an object"),
        ((V2 | {"acces_key": "a"}, {}, {}), None, "$.connection.acces_key: unknown field"),
        ((V2 | {"acces_key": None}, {}, {}), None, "$.connection.acces_key: unknown field"),
        ((V2, {"Region": "eu"}, {}), None, "Region in conn.json: unknown field"),
    ],
)
def test_an_error_names_its_field(layers: Any, field: str | None, says: str) -> None:
    error = refused(*layers)
    assert says in str(error)
    assert error.field == field
    assert error.hint


def test_an_incomplete_set_is_not_completed_from_a_lower_source() -> None:
    error = refused({"client_id": "a"}, {}, V2)
    assert error.field == "client_secret"
    assert "not mixed: MIMECAST_CLIENT_SECRET" in error.hint


def test_variables_that_are_not_ours_are_ignored() -> None:
    assert connect(V2, None, {"no_such_field": "x"}) == connect(V2)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("1", True), ("YES", True), ("false", False), ("0", False), ("No ", False)],
)
def test_a_switch_is_read_from_the_environment(text: str, value: bool) -> None:
    environ = {"base_url": "https://proxy.example.com", "allow_other_host": text}
    if value:
        assert connect(V2, None, environ).base_url == environ["base_url"]
    else:
        assert refused(V2, None, environ).field == "base_url"


def test_numbers_are_read_from_the_environment() -> None:
    environ = {
        "timeout_seconds": "2.5",
        "max_attempts": " 1 ",
        "concurrency": "32",
        "messages_per_request": "20",
    }
    connection = connect(V2, None, environ)
    assert connection.timeout_seconds == 2.5
    assert (connection.max_attempts, connection.concurrency) == (1, 32)
    assert connection.messages_per_request == 20


def test_a_whole_number_with_a_decimal_point_is_accepted() -> None:
    concurrency = connect(V2 | {"concurrency": 8.0}).concurrency
    assert (concurrency, type(concurrency)) == (8, int)


BUNDLE = {"ca_bundle": __file__}
PROXY = {"proxy_url": "http://proxy.example.com:3128"}


@pytest.mark.parametrize(
    ("steering", "fields"),
    [
        (HERE, ["base_url"]),
        (OTHER, ["base_url", "allow_other_host"]),
        ({"allow_other_host": True}, ["allow_other_host"]),
        (PROXY, ["proxy_url"]),
        (BUNDLE, ["ca_bundle"]),
    ],
)
def test_no_source_above_the_credentials_decides_where_they_are_sent(
    steering: dict[str, object], fields: list[str]
) -> None:
    places: list[Any] = [(steering, {}, V2), (steering, V2, {}), ({}, steering, V2)]
    for layers in places:
        error = refused(*layers)
        assert error.field in fields
        assert all(name in str(error) or name.upper() in str(error) for name in fields)


@pytest.mark.parametrize("steering", [HERE, OTHER, PROXY, BUNDLE])
def test_the_source_of_the_credentials_may_decide_where_they_are_sent(
    steering: dict[str, object],
) -> None:
    places: list[Any] = [
        (V2 | steering, {}, {}),
        (V2, steering, {}),
        (V2, {}, steering),
        ({}, V2 | steering, {}),
        ({}, V2, steering),
        ({}, {}, V2 | steering),
    ]
    for layers in places:
        connect(*layers)


def test_a_switch_left_off_decides_nothing() -> None:
    assert connect({"allow_other_host": False, "region": "us"}, None, V2).is_mimecast


def test_authorities_come_from_the_usual_variables_last(tmp_path: Path) -> None:
    usual = {"REQUESTS_CA_BUNDLE": __file__, "CURL_CA_BUNDLE": str(tmp_path)}
    environ = env(V2)

    def bundle(given: object = None, **variables: str) -> str | None:
        return connection_from(given, None, environ | variables).connection.ca_bundle

    assert bundle() is None
    assert bundle(**usual) == __file__
    assert bundle(**usual | {"REQUESTS_CA_BUNDLE": " "}) == str(tmp_path)
    assert bundle(V2 | {"ca_bundle": str(tmp_path)}, **usual) == str(tmp_path)
    assert bundle(MIMECAST_CA_BUNDLE=str(tmp_path), **usual) == str(tmp_path)
    with pytest.raises(ConfigurationError, match="CURL_CA_BUNDLE names a file or folder"):
        bundle(CURL_CA_BUNDLE=str(tmp_path / "none"))
