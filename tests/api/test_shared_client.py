"""One client for many runs: what the runs share, and what belongs to each run."""

from typing import Any

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.simulator import Simulator, Tenant
from tests.api.still_clock import StillClock
from tests.api.wires import CLIENT, Reply, Script, answer, connection, token

PATH = "/api/account/get-account"


class ClosableScript(Script):
    """A script that counts how often it was closed."""

    closed = 0

    def close(self) -> None:
        self.closed += 1


def shared(*steps: Any) -> tuple[Client, ClosableScript, StillClock]:
    clock, wire = StillClock(), ClosableScript(*steps)
    return Client(connection(CLIENT), wire=wire, clock=clock), wire, clock


def call(client: Client) -> None:
    client.call(PATH, (), deadline=Deadline(client.clock))


def test_runs_share_a_token_and_the_limit() -> None:
    client, wire, _ = shared(token(), answer(x_ratelimit_remaining="0", x_ratelimit_reset="9000"), answer())
    first, second = client.for_run(), client.for_run()
    call(first)
    assert second.limiter.delay() == first.limiter.delay() > 0
    call(second)
    assert wire.paths == ["/oauth/token", PATH, PATH]


def test_sent_and_offset_belong_to_the_run_that_sent() -> None:
    client, _, _ = shared(token(), answer(date="Mon, 23 Nov 2026 09:00:10 GMT"))
    first, second = client.for_run(), client.for_run()
    call(first)
    assert (first.tried, first.sent, first.offset) == (True, True, 10)
    assert (second.tried, second.sent, second.offset) == (False, False, None)
    assert (client.tried, client.sent, client.offset) == (False, False, None)


def test_a_run_that_only_asked_for_a_token_has_sent_something() -> None:
    client, _, _ = shared(Reply(401))
    run = client.for_run()
    refused = run.attempt(PATH, (), request_id="r")
    assert refused.problem
    assert refused.problem.category == "authentication"
    assert (run.tried, run.sent, client.sent) == (True, True, False)


def test_a_run_leaves_the_connections_open() -> None:
    client, wire, _ = shared(token(), answer())
    client.for_run().close()
    assert wire.closed == 0
    client.close()
    assert wire.closed == 1


def test_connections_that_were_idle_for_a_minute_are_closed() -> None:
    client, wire, clock = shared(token(), answer())
    client.for_run()
    clock.pass_by(60)
    client.for_run()
    assert wire.closed == 0
    clock.pass_by(61)
    client.for_run()
    assert wire.closed == 1


def test_a_runner_leaves_a_servers_client_open() -> None:
    with Simulator(Tenant()) as simulator:
        given = simulator.connection()
        client = Client(connection_from(given, None, {}).connection)
        for _ in range(3):
            finished = Runner("get_hold_summary", {}, client=client).run(lambda: ActionInput(given))
            assert finished.envelope["host"] == f"127.0.0.1:{simulator.port}"
        assert simulator.connections_opened == 1
        client.close()
