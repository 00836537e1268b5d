"""`mimecast-hold demo`: release held messages of a simulated tenant."""

import importlib.util
import json
import sys
from itertools import islice
from typing import Any

import click

from mimecast_hold.cli.terminal import console, print_table
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.presentation.problems import problem_lines
from mimecast_hold.presentation.tables import headline, table

_FOUND = 5
_RELEASED = 3


@click.command()
def demo() -> int:
    """Release held messages of a simulated tenant.

    Start a Mimecast tenant on this machine, list held messages, release three of them and one unknown id, and compare
    the report with the tenant's state. The environment's credentials and proxies are ignored, and nothing is sent to
    other machines.
    """
    from mimecast_hold.simulator import Simulator, Tenant

    tenant = Tenant()
    with Simulator(tenant, tls=importlib.util.find_spec("trustme") is not None) as simulator:
        connection = simulator.connection()
        _print(f"A simulated Mimecast tenant at {simulator.base_url} holds {len(tenant.held)} messages.")
        _print(f"\n$ mimecast-hold find --max-messages {_FOUND}")
        _print_result(_run("find_held_messages", connection, {"max_messages": _FOUND}))
        harmless = (mail.id for mail in tenant.newest() if mail.subject[0].isalpha() and not mail.has_attachments)
        ids = [*islice(harmless, _RELEASED), tenant.unknown_id()]
        _print("\n$ mimecast-hold release --look-first ID ID ID UNKNOWN-ID")
        parameters = {"ids": ids, "look_first": True, "reason": "Demonstration"}
        envelope = _run("release_held_message", connection, parameters)
        _print_result(envelope)
        _print("\nThe same for a platform or a script, from `mimecast-hold run release_held_message`:")
        _print(json.dumps(envelope, indent=2))
        records = envelope["records"]
        correct = sum(record["released"] == (tenant.fate(record["id"]) == "released") for record in records)
        released = sum(record["released"] is True for record in records)
        agrees = (len(records), correct, released) == (len(ids), len(ids), _RELEASED)
        _print(
            f"\nThe tenant {'agrees' if agrees else 'DOES NOT AGREE'}: {released} released, {len(tenant.held)} still "
            f"held, {correct} of {len(records)} records are correct."
        )
        return 0 if agrees else 1


def _run(action: str, connection: dict[str, str], parameters: dict[str, Any]) -> dict[str, Any]:
    no_environment: dict[str, str] = {}  # the demonstration must not reach a real tenant
    return Runner(action, no_environment).run(lambda: ActionInput(connection, parameters)).envelope


def _print_result(envelope: dict[str, Any]) -> None:
    if shown := table(envelope):
        print_table(console(sys.stdout), shown)
    _print(headline(envelope))
    for line in problem_lines(envelope):
        _print(line)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
