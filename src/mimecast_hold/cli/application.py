"""All commands in one group, and their exit statuses."""

import os
from collections.abc import Sequence

import click
from click.shell_completion import get_completion_class

from mimecast_hold.cli import run
from mimecast_hold.cli.commands import actions, demo, export, mcp, region
from mimecast_hold.cli.commands.keyring import keyring
from mimecast_hold.cli.commands.options import completer
from mimecast_hold.cli.streams import tell
from mimecast_hold.errors import AccessError, MimecastHoldError, ServiceError
from mimecast_hold.plugin.manifest import load
from mimecast_hold.presentation.safe_text import displayed

_NAME = "mimecast-hold"
_INTERRUPTED = 130
_HELP = """\
Release mail that Mimecast holds, with one true record for each message.

Credentials come from MIMECAST_ variables, from --connection FILE or from --keyring NAME. Each command's --help lists
its options, with examples."""
_SIMULATE = "Run a simulated Mimecast tenant on this machine."


def group(words: Sequence[str] = ()) -> click.Group:
    """Return all commands. `simulate` has its options only if it is among `words`, since they take long to import."""
    made = click.Group(
        _NAME,
        help=_HELP,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    )
    click.version_option(load().version, prog_name=_NAME, message="%(prog)s %(version)s")(made)
    for command in (
        *actions.commands(),
        _run(),
        demo.command(),
        _simulate(words),
        export.command(),
        mcp.command(),
        region.command(),
        keyring(),
        _completion(),
    ):
        made.add_command(command)
    return made


def main(words: Sequence[str]) -> int:
    """Run a command and return its exit status."""
    completed = os.environ.get("COMP_WORDS", "").split()
    try:
        return group([*words, *completed]).main(list(words), _NAME, standalone_mode=False) or 0
    except click.Abort:
        tell("Cancelled.")
        return _INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MimecastHoldError as error:
        tell(f"Error: {displayed(error, 500)}")
        if error.hint:
            tell(f"  Next: {displayed(error.hint, 500)}")
        return 1 if isinstance(error, AccessError | ServiceError) else 2


def _run() -> click.Command:
    """Return a command for help and completion; `main` runs the action without click."""
    options = [
        click.Option([f"--{name}"], metavar="FILE", type=click.Path(), help=text) for name, text in run.FILES.items()
    ]
    action = click.Argument(["action"], shell_complete=completer([action.id for action in load().actions]))
    return click.Command("run", params=[action, *options], help=run.DESCRIPTION, short_help=run.SUMMARY)


def _simulate(words: Sequence[str]) -> click.Command:
    if "simulate" not in words:
        return click.Command("simulate", short_help=_SIMULATE)
    from mimecast_hold.cli.commands import simulate

    return simulate.command(_SIMULATE)


def _completion() -> click.Command:
    def print_script(shell: str) -> None:
        if found := get_completion_class(shell):
            script = found(click.Group(), {}, _NAME, "_MIMECAST_HOLD_COMPLETE")
            click.echo(script.source_template % script.source_vars())  # source() would start bash to check its version

    return click.Command(
        "completion",
        callback=print_script,
        params=[click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))],
        help="Print a script that completes commands and options in a shell.",
        short_help="Print a script that completes commands and options in a shell.",
        epilog='Example: eval "$(mimecast-hold completion bash)" in ~/.bashrc',
    )
