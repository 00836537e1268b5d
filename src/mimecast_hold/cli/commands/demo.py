"""`mimecast-hold demo`: the main job, against the simulator, from the first look to the envelope."""

import argparse
import importlib.util
import json
import sys
from itertools import islice
from typing import Any, Final

from mimecast_hold.cli.terminal import console, print_table
from mimecast_hold.plugin.runner import ActionInput, ActionResult, Runner
from mimecast_hold.presentation.problems import problem_lines
from mimecast_hold.presentation.tables import headline, table
from mimecast_hold.simulator import Simulator, Tenant

_SHOWN: Final = 5
_RELEASED: Final = 3
_REASON: Final = "Demonstration"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: it heeds no MIMECAST_ variable, no proxy and no CA bundle of the environment."""
    parser.description = (
        "Start a Mimecast tenant on loopback, show what it holds, release three messages and one id that it does not "
        "know, and compare what is reported with what became of them. Nothing outside of this machine is spoken to."
    )


def main(_: argparse.Namespace) -> int:
    """0 where the envelope and the tenant agree."""
    tenant = Tenant()
    with Simulator(tenant, tls=importlib.util.find_spec("trustme") is not None) as simulator:
        connection = simulator.connection()
        _say(f"A simulated Mimecast tenant at {simulator.base_url} holds {len(tenant.held)} messages.")
        found = _run("find_held_messages", connection, {"max_messages": _SHOWN})
        _say(f"\n$ mimecast-hold find --max-messages {_SHOWN}")
        _print_table(found.envelope)
        ids = [*_harmless(tenant), tenant.unknown_id()]
        _say("\n$ mimecast-hold release --look-first ID ID ID UNKNOWN-ID")
        parameters = {"ids": ids, "look_first": True, "reason": _REASON}
        finished = _run("release_held_message", connection, parameters)
        _print_table(finished.envelope)
        for line in problem_lines(finished.envelope):
            _say(line)
        _say("\nThe same for a platform or a script, from `mimecast-hold run release_held_message`:")
        _say(json.dumps(finished.envelope, indent=2))
        return _compare(tenant, finished)


def _harmless(tenant: Tenant) -> list[str]:
    """The newest three with a plain subject and no attachment: what one would release on a false alarm."""
    plain = (mail.id for mail in tenant.newest() if mail.subject[0].isalpha() and not mail.has_attachments)
    return list(islice(plain, _RELEASED))


def _run(action: str, connection: dict[str, str], parameters: dict[str, Any]) -> ActionResult:
    # With an environment that says nothing: the demonstration must not reach a real tenant.
    return Runner(action, {}).run(lambda: ActionInput(connection, parameters))


def _print_table(envelope: dict[str, Any]) -> None:
    on = console(sys.stdout)
    if shown := table(envelope):
        print_table(on, shown)
    _say(headline(envelope))


def _compare(tenant: Tenant, finished: ActionResult) -> int:
    """Say whether what the envelope claims is what the tenant itself knows."""
    records = finished.envelope["records"]
    agreed = sum(record["released"] == (tenant.fate(record["id"]) == "released") for record in records)
    released = sum(record["released"] is True for record in records)
    right = (agreed, released) == (len(records), _RELEASED) and len(records) == _RELEASED + 1
    verdict = "agrees" if right else "DOES NOT AGREE"
    _say(
        f"\nThe tenant itself {verdict}: {released} released, {len(tenant.held)} still held,"
        f" {agreed} of {len(records)} records true."
    )
    return 0 if right else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
