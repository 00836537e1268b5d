"""The commands for people, put together: found when they are asked for, ended with the contract's exit statuses."""

import sys
from collections.abc import Callable, Mapping, Sequence

import click

from mimecast_hold.cli.catalogue import PLAIN, SETUP, actions
from mimecast_hold.cli.commands import setup
from mimecast_hold.cli.commands.hold_queue import command
from mimecast_hold.cli.commands.output import leave_quietly, tell
from mimecast_hold.errors import AccessError, MimecastHoldError, ServiceError
from mimecast_hold.plugin.validation.quoting import closest, quoted
from mimecast_hold.presentation.safe_text import displayed

_SETUP: Mapping[str, Callable[[], click.Command]] = {
    "discover-region": setup.discover_region,
    "keyring": setup.keyring,
    "completion": setup.completion,
}
_INTERRUPTED = 130


class Commands(click.Group):
    """All commands; each is made when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, those included that do without this: a shell completes them too."""
        del ctx
        return [*actions(), *SETUP, *PLAIN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        del ctx
        if cmd_name in _SETUP:
            return _SETUP[cmd_name]()
        if cmd_name in PLAIN:
            return click.Command(cmd_name, short_help=PLAIN[cmd_name])
        action = actions().get(cmd_name)
        return command(cmd_name, action) if action else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; an unknown one with what may have been meant."""
        if args and self.get_command(ctx, args[0]) is None:
            near = closest(args[0], self.list_commands(ctx))
            raise click.UsageError(f"There is no command {quoted(args[0])}. {near}".rstrip(), ctx)
        return super().resolve_command(ctx, args)


def main(argv: Sequence[str]) -> int:
    """The command's exit status."""
    try:
        status = Commands("mimecast-hold").main(list(argv), prog_name="mimecast-hold", standalone_mode=False)
        sys.stdout.flush()
    except (click.Abort, KeyboardInterrupt):
        tell("Cancelled.")
        return _INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        leave_quietly()
        return 1
    except MimecastHoldError as error:
        tell(f"Error: {displayed(error, 500)}")
        if error.hint:
            tell(f"  Next: {displayed(error.hint, 500)}")
        return 1 if isinstance(error, AccessError | ServiceError) else 2
    except OSError as error:
        leave_quietly()
        tell(f"Error: the result could not be printed ({error.strerror or type(error).__name__}).")
        tell("  Next: what was asked for may have been done: see `mimecast-hold log`, or run it again with a journal.")
        return 1
    return int(status or 0)
