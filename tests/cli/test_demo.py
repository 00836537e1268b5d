import json
import os
import subprocess

import pytest

from mimecast_hold.plugin.manifest import load
from mimecast_hold.plugin.validation.schemas import check_output
from mimecast_hold.simulator import Tenant
from tests.cli.conftest import Run
from tests.cli.screen import COMMAND, Screen


def envelope_in(shown: str) -> dict[str, object]:
    start = shown.index("\n{\n") + 1
    found: dict[str, object] = json.loads(shown[start : shown.index("\n}\n", start) + 3])
    return found


def test_it_releases_three_messages_and_reports_one_as_not_held(run: Run) -> None:
    ended = run("demo")
    envelope = envelope_in(ended.out)
    assert (ended.status, ended.err) == (0, "")
    assert envelope["status"] == "partial"
    assert check_output(load().action("release_held_message").output_schema, envelope) == []
    assert "The tenant agrees: 3 released, 17 still held, 4 of 4 records are correct." in ended.out
    assert "1 message failed: " in ended.out


def test_it_ignores_the_environment() -> None:
    hostile = {
        "MIMECAST_BASE_URL": "https://elsewhere.invalid",
        "MIMECAST_ALLOW_OTHER_HOST": "true",
        "MIMECAST_CLIENT_ID": "real",
        "MIMECAST_CLIENT_SECRET": "real",
        "MIMECAST_PROXY_URL": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "REQUESTS_CA_BUNDLE": "/nowhere",
        "CURL_CA_BUNDLE": "/nowhere",
        "SSL_CERT_FILE": "/nowhere",
    }
    ended = subprocess.run([COMMAND, "demo"], env=os.environ | hostile, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "The tenant agrees" in ended.stdout


def test_it_shows_colours_on_a_terminal() -> None:
    with Screen(["demo"]) as screen:
        assert screen.end() == 0
    assert "\x1b[32mreleased" in screen.shown


def test_a_result_that_differs_from_the_tenant_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tenant, "fate", lambda *_: "held")
    ended = run("demo")
    assert ended.status == 1
    assert "DOES NOT AGREE" in ended.out
