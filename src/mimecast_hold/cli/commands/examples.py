"""Examples for the help of commands, each with its purpose. A test runs them."""

from collections.abc import Mapping, Sequence

Example = tuple[str, str]

EXAMPLES: Mapping[str, Sequence[Example]] = {
    "find": (
        ("messages held in the last day", "mimecast-hold find --start 24h"),
        (
            "mail of one sender that attachment protection holds",
            (
                "mimecast-hold find --search-field sender --search-text billing@example.com"
                " --reason-code default_inbound_attachment_protect_definition"
            ),
        ),
        ("release all messages of the last two hours", "mimecast-hold find --start 2h --ids | mimecast-hold release -"),
        ("a spreadsheet for the case", "mimecast-hold find --start 7d --csv > held.csv"),
    ),
    "summary": (
        ("how much is held, and why", "mimecast-hold summary"),
        ("the same for a script", "mimecast-hold summary --jsonl"),
    ),
    "release": (
        ("one message, with a note for the audit trail", "mimecast-hold release ID --reason 'Ticket 4711'"),
        (
            "a dry run with a guard on the sender's domain",
            "mimecast-hold release ID ID --only-if-sender-domain example.com --dry-run",
        ),
        (
            "many messages, from a file with one id per line; can be continued if interrupted",
            "mimecast-hold release - --journal case-4711.journal --yes < ids.txt",
        ),
        ("for a script: one record per line", "mimecast-hold release ID --jsonl"),
    ),
    "release-matching": (
        (
            "a dry run",
            (
                "mimecast-hold release-matching --max-messages 200"
                " --reason-code default_inbound_attachment_protect_definition --start 6h"
            ),
        ),
        (
            "release the messages after a question",
            (
                "mimecast-hold release-matching --max-messages 200"
                " --reason-code default_inbound_attachment_protect_definition --start 6h --end 10m --no-dry-run"
            ),
        ),
    ),
    "reject": (
        (
            "reject and notify the sender",
            (
                "mimecast-hold reject ID --reason-type message-goes-against-email-policies --notify"
                " --message 'Please send the file another way.'"
            ),
        ),
        ("a dry run", "mimecast-hold reject ID ID --dry-run"),
    ),
    "log": (
        ("releases and rejections of the last day", "mimecast-hold log"),
        (
            "releases and rejections for one recipient",
            "mimecast-hold log --search-field to --search-text anna@example.org --start 7d",
        ),
    ),
    "test": (
        ("check the connection and its permissions", "mimecast-hold test"),
        ("also check the permission to release", "mimecast-hold test --check-release-permission"),
        ("check another tenant", "mimecast-hold test --connection tenant-b.yaml"),
    ),
}
