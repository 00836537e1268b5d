"""Invalid input ends with exit status 2, names the field, gives each id a record, and sends nothing."""

import json
from typing import Any

import pytest

from mimecast_hold.simulator import Simulator, Tenant
from tests.run.command import Ran, run, run_here

ACTION = "release_held_message"
CANARY = "c2VjcmV0LWNhbmFyeQ=="
KEYS = ("access_key", "secret_key", "app_id", "app_key")


@pytest.fixture(scope="module")
def sim() -> Any:
    with Simulator(Tenant(held=1)) as simulator:
        yield simulator


def refused(ran: Ran, category: str, *words: str) -> None:
    assert ran.status == 2, ran.envelope
    assert ran.envelope["status"] == "failure"
    assert ran.envelope["host"] is None
    assert ran.error["category"] == category
    text = ran.error["message"] + " " + ran.error["hint"]
    for word in words:
        assert word in text, text


PARAMETERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "no ids": ({}, ("$.ids",)),
    "an empty list": ({"ids": []}, ("$.ids", "at least 1")),
    "ids null": ({"ids": None}, ("$.ids",)),
    "ids blank": ({"ids": " "}, ("$.ids",)),
    "a text where a list belongs": ({"ids": "a"}, ("$.ids", "a list")),
    "a blank id": ({"ids": ["a", ""]}, ("$.ids[1]",)),
    "an id of blanks": ({"ids": ["a", "  "]}, ("$.ids[1]",)),
    "a control character": ({"ids": ["a\x07"]}, ("$.ids[0]",)),
    "an escape": ({"ids": ["\x1b[31m"]}, ("$.ids[0]",)),
    "ids glued by commas": ({"ids": ["a,b"]}, ("$.ids[0]",)),
    "a newline at the end": ({"ids": ["a\n"]}, ("$.ids[0]",)),
    "an id too long": ({"ids": ["a" * 1025]}, ("$.ids[0]", "1,024")),
    "too many ids": ({"ids": [f"id-{n}" for n in range(10_001)]}, ("$.ids", "10,000")),
    "an unknown field": ({"ids": ["a"], "idz": 1}, ("$.idz", "unknown field")),
    "a number as id": ({"ids": [1]}, ("$.ids[0]", "text")),
    "an unknown field of the guard": ({"ids": ["a"], "only_if": {"sender": ["x"]}}, ("$.only_if.sender",)),
    "a guard that asks for nothing": ({"ids": ["a"], "only_if": {"senders": None}}, ("$.only_if",)),
    "a deadline of none": ({"ids": ["a"], "deadline_seconds": 0}, ("$.deadline_seconds",)),
    "yes as text": ({"ids": ["a"], "dry_run": "yes"}, ("$.dry_run", "true or false")),
    "a reason too long": ({"ids": ["a"], "reason": "x" * 501}, ("$.reason", "500")),
    "a list": ([], ("$", "an object")),
}


@pytest.mark.parametrize("name", PARAMETERS)
def test_invalid_parameters_are_refused(name: str, sim: Simulator) -> None:
    parameters, words = PARAMETERS[name]
    before = len(sim.requests)
    ran = run_here(ACTION, {"connection": sim.connection(), "parameters": parameters})
    refused(ran, "invalid_input", *words)
    assert ran.records == []
    assert len(sim.requests) == before


@pytest.mark.parametrize("name", ["no ids", "a newline at the end", "ids glued by commas", "an unknown field"])
def test_invalid_parameters_end_a_process_with_2(name: str, sim: Simulator) -> None:
    parameters, words = PARAMETERS[name]
    refused(run(ACTION, {"connection": sim.connection(), "parameters": parameters}), "invalid_input", *words)


TEXTS = {
    "broken": b'{"parameters": {"ids": ["a"]',
    "NaN": b'{"parameters": {"ids": ["a"], "deadline_seconds": NaN}}',
    "infinite": b'{"parameters": {"ids": ["a"], "deadline_seconds": 1e999}}',
    "no object": b"[1, 2]",
    "a text": b'"release"',
    "an unknown key": b'{"params": {"ids": ["a"]}}',
    "a key twice": b'{"parameters": {"ids": ["a"]}, "parameters": {"ids": ["b"]}}',
    "not UTF-8": b'{"parameters": {"ids": ["\xff\xfe"]}}',
    "deep": b'{"parameters":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "half a character": b'{"parameters": {"ids": ["\\ud800"]}}',
    "nothing": b"",
}


@pytest.mark.parametrize("name", TEXTS)
def test_invalid_input_is_refused(name: str) -> None:
    refused(run(ACTION, TEXTS[name]), "invalid_input")


def test_an_unknown_action_is_refused_with_a_suggestion() -> None:
    refused(run("release_held_mesage"), "invalid_input", "release_held_message")


ARGUMENTS = {
    "an unknown option": ((ACTION, "--secret-key", CANARY), ACTION, 'Unknown option "--secret-key"'),
    "an unknown option first": (("--secret-key", CANARY, ACTION), "", 'Unknown action ""'),
    "an unknown option with =": ((ACTION, f"--secret-key={CANARY}"), ACTION, 'Unknown option "--secret-key"'),
    "a short option": ((ACTION, f"-k{CANARY}"), ACTION, "Unexpected extra arguments"),
    "a value after -h": ((ACTION, f"-h{CANARY}"), ACTION, "-h/--help"),
    "an abbreviated option": ((ACTION, "--conn", CANARY), ACTION, 'Unknown option "--conn"'),
    "a second argument": ((ACTION, CANARY), ACTION, "Unexpected extra arguments"),
    "an option without its file": ((ACTION, "--connection"), ACTION, "--connection needs a value"),
    "an option before an option": ((ACTION, "--connection", "--journal", CANARY), ACTION, "--connection needs a value"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_invalid_arguments_give_an_envelope_that_quotes_no_value(name: str) -> None:
    (first, *rest), action, message = ARGUMENTS[name]
    ran = run(first, {"parameters": {"ids": ["a"]}}, *rest)
    refused(ran, "invalid_input", message)
    assert ran.envelope["action"] == action
    assert CANARY not in ran.stdout + ran.stderr


CONNECTIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "nothing": (lambda known: {}, ("client_id", "access_key")),
    "half a set": (lambda known: {name: known[name] for name in KEYS[:3]} | {"region": "eu"}, ("app_key",)),
    "both sets": (lambda known: {**known, "client_id": "a", "client_secret": "b"}, ("client_id", "access_key")),
    "a secret key that is not base64": (lambda known: {**known, "secret_key": "not base64!"}, ("secret_key", "base64")),
    "another host": (lambda known: {**known, "base_url": "https://eu-api.mimecast.com.evil.example"}, ("base_url",)),
    "user info": (lambda known: {**known, "base_url": "https://me:pw@eu-api.mimecast.com"}, ("base_url",)),
    "a path": (lambda known: {**known, "base_url": "https://eu-api.mimecast.com/api"}, ("base_url",)),
    "http": (lambda known: {**known, "base_url": "http://eu-api.mimecast.com"}, ("base_url",)),
    "an unknown region": (lambda known: {**known, "base_url": None, "region": "mars"}, ("region", "eu, de, us")),
    "an unknown field": (lambda known: {**known, "acess_key": "x"}, ("acess_key", "access_key")),
    "a text for a number": (lambda known: {**known, "concurrency": "many"}, ("concurrency",)),
    "too many at once": (lambda known: {**known, "concurrency": 33}, ("concurrency", "32")),
    "no object": (lambda known: "eu", ("$.connection",)),
    "a CA that is not there": (lambda known: {**known, "ca_bundle": "/nowhere/ca.pem"}, ("ca_bundle",)),
    "a proxy that is none": (lambda known: {**known, "proxy_url": "squid"}, ("proxy_url",)),
}


@pytest.mark.parametrize("name", CONNECTIONS)
def test_an_invalid_connection_gives_each_id_a_record(name: str, sim: Simulator) -> None:
    make, words = CONNECTIONS[name]
    before = len(sim.requests)
    ran = run_here(ACTION, {"connection": make(sim.connection()), "parameters": {"ids": ["a", "b", "a"]}})
    refused(ran, "configuration", *words)
    assert [one["id"] for one in ran.records] == ["a", "b"]
    assert ran.outcomes == ["not_attempted", "not_attempted"]
    assert {one["error"]["category"] for one in ran.records} == {"configuration"}
    assert len(sim.requests) == before


@pytest.mark.parametrize(
    "steering", [{"base_url": "http://127.0.0.1:9"}, {"proxy_url": "http://127.0.0.1:9"}, {"allow_other_host": True}]
)
def test_explicit_input_cannot_send_the_environments_keys_elsewhere(steering: Any, sim: Simulator) -> None:
    env = {f"MIMECAST_{name.upper()}": value for name, value in sim.connection().items() if name in KEYS}
    env["MIMECAST_REGION"] = "eu"
    ran = run(ACTION, {"connection": steering, "parameters": {"ids": ["a"]}}, env=env)
    refused(ran, "configuration", *steering)


@pytest.mark.parametrize("option", ["--connection", "--parameters"])
def test_a_missing_file_is_reported(option: str) -> None:
    ran = run(ACTION, {"parameters": {"ids": ["a"]}}, option, "/nowhere/at-all.json")
    assert ran.status == 2
    assert "cannot be read" in ran.error["message"] or "no such file" in ran.error["message"].lower()


@pytest.mark.parametrize(
    ("action", "parameters", "words"),
    [
        ("find_held_messages", {"start": "7 parsecs"}, ("$.start",)),
        ("find_held_messages", {"start": "1h", "end": "2h"}, ("$.start",)),
        ("find_held_messages", {"route": "sideways"}, ("$.route", "inbound")),
        ("find_held_messages", {"search_field": "colour"}, ("$.search_field",)),
        ("find_held_messages", {"max_messages": 0}, ("$.max_messages",)),
        ("find_held_messages", {"max_messages": 100_001}, ("$.max_messages", "100,000")),
        ("release_matching_held_messages", {"max_messages": 5}, ("narrow",)),
        ("release_matching_held_messages", {"route": "inbound"}, ("$.max_messages",)),
        ("release_matching_held_messages", {"held_group": "user", "max_messages": 5}, ("$.held_group",)),
        (
            "release_matching_held_messages",
            {"search_field": "sender_ip", "search_text": "192.0.2.1", "max_messages": 5},
            ("$.search_field",),
        ),
        ("release_matching_held_messages", {"route": "inbound", "max_messages": 5, "dry_run": False}, ("$.end",)),
        ("reject_held_message", {"ids": ["a"], "reason_type": "NO REASON"}, ("$.reason_type",)),
        ("get_release_log", {"status": "lost"}, ("$.status",)),
        ("test_connection", {"check_release_permission": 1}, ("$.check_release_permission",)),
    ],
)
def test_invalid_parameters_of_other_actions_are_refused(
    action: str, parameters: Any, words: Any, sim: Simulator
) -> None:
    before = len(sim.requests)
    ran = run_here(action, {"connection": sim.connection(), "parameters": parameters})
    refused(ran, "invalid_input", *words)
    assert len(sim.requests) == before
    assert json.loads(ran.stdout)["action"] == action
