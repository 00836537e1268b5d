"""Which commands there are, and what each is for; known without loading any of them."""

from collections.abc import Iterator, Mapping

from mimecast_hold.plugin.manifest import Action, load

PLAIN: Mapping[str, str] = {
    "run": "Run an action for a platform: JSON in, one envelope out.",
    "simulate": "Keep a Mimecast tenant running on loopback, to try things on.",
    "demo": "Release held messages against the simulator.",
    "export": "Write the native package of a platform.",
    "mcp": "Serve the actions as tools for an AI agent, within bounds that are set at start.",
}
"""Commands that do without the extra `cli`: a module of that name each, on argparse."""

SETUP: Mapping[str, str] = {
    "discover-region": "Find the region of an API 1.0 tenant by an e-mail address of its.",
    "keyring": "Keep a connection in the operating system's keyring.",
    "completion": "Print the script that completes commands and options in a shell.",
}

_NOISE = {"get", "held", "hold", "message", "messages", "connection"}
_SHORTER = {"release-log": "log"}


def command_name(action_id: str) -> str:
    """What a person types for an action: `release_held_message` is `release`."""
    name = "-".join(word for word in action_id.split("_") if word not in _NOISE)
    return _SHORTER.get(name, name)


def actions() -> dict[str, Action]:
    """The manifest's actions by command, in the manifest's order."""
    return {command_name(action.id): action for action in load().actions}


def overview() -> str:
    """All commands, for `mimecast-hold --help`."""
    return "\n".join(_overview()) + "\n"


def _overview() -> Iterator[str]:
    yield "usage: mimecast-hold COMMAND ..."
    yield ""
    yield "Release mail that Mimecast holds, with one true record for each message."
    groups: Mapping[str, Mapping[str, str]] = {
        "The hold queue": {name: action.description for name, action in actions().items()},
        "Setting up": SETUP,
        "For platforms, and to try it out": PLAIN,
    }
    for title, commands in groups.items():
        yield f"\n{title}:"
        yield from (f"  {name:<17} {text}" for name, text in commands.items())
    yield ""
    yield "`mimecast-hold COMMAND --help` tells a command's options, with examples; `--version` the version."
    yield "Credentials come from MIMECAST_ variables, from --connection FILE or from --keyring NAME."
