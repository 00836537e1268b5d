"""The click group of all commands, and their exit statuses."""

import os
from collections.abc import Sequence

import click
from click.shell_completion import get_completion_class

from mimecast_hold.cli import run
from mimecast_hold.cli.commands.actions import action_command
from mimecast_hold.cli.commands.demo import demo
from mimecast_hold.cli.commands.export import export
from mimecast_hold.cli.commands.keyring import keyring
from mimecast_hold.cli.commands.mcp import mcp
from mimecast_hold.cli.commands.options import completer
from mimecast_hold.cli.commands.region import discover_region
from mimecast_hold.cli.streams import write_stderr
from mimecast_hold.errors import AccessError, MimecastHoldError, ServiceError
from mimecast_hold.plugin.manifest import load
from mimecast_hold.presentation.safe_text import displayed

_NAME = "mimecast-hold"

_HELP = """\
Release mail that Mimecast holds, with a reliable record for each message.

Credentials come from MIMECAST_ variables, from --connection FILE or from --keyring NAME. Each command's --help lists
its options, with examples."""
_SIMULATE = "Run a simulated Mimecast tenant on this machine."


def group(words: Sequence[str] = ()) -> click.Group:
    """Return all commands. `simulate` has its options only if it is among `words`, since they take long to import."""
    root = click.Group(
        _NAME, help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120}
    )
    click.version_option(load().version, message="%(prog)s %(version)s")(root)
    commands = [run_command, demo, _simulate(words), export, mcp, discover_region, keyring, completion]
    for command in (*map(action_command, load().actions), *commands):
        root.add_command(command)
    return root


def main(words: Sequence[str]) -> int:
    """Run a command and return its exit status."""
    words_to_complete = os.environ.get("COMP_WORDS", "").split()
    try:
        return group([*words, *words_to_complete]).main(list(words), _NAME, standalone_mode=False) or 0
    except click.Abort:  # click's own exception for Ctrl-C and for the end of the input
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        if error.message.startswith("Got unexpected extra argument"):  # which click quotes, and may be a secret
            error = click.UsageError("There are extra arguments. Secrets have no option: see --connection.", error.ctx)
        error.show()
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MimecastHoldError as error:
        write_stderr(f"Error: {displayed(error, 500)}")
        if error.hint:
            write_stderr(f"  Next: {displayed(error.hint, 500)}")
        return 1 if isinstance(error, AccessError | ServiceError) else 2


@click.command("run", help=run.DESCRIPTION, short_help=run.SUMMARY, epilog=run.EXIT_STATUS)
@click.argument("action", shell_complete=completer(lambda: [action.id for action in load().actions]))
def run_command(**_: object) -> None:
    """Complete and list `run`; `main` runs it without click."""


for _name, _text in run.FILES.items():
    run_command.params.append(click.Option([f"--{_name}"], metavar="FILE", type=click.Path(), help=_text))


@click.command(epilog='Example: eval "$(mimecast-hold completion bash)" in ~/.bashrc')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script for completion in a shell."""
    if completion_class := get_completion_class(shell):
        script = completion_class(click.Group(), {}, _NAME, "_MIMECAST_HOLD_COMPLETE")
        click.echo(script.source_template % script.source_vars())  # source() would start bash to check its version


def _simulate(words: Sequence[str]) -> click.Command:
    if "simulate" not in words:
        return click.Command("simulate", help=_SIMULATE)
    from mimecast_hold.cli.commands.simulate import simulate

    return simulate
