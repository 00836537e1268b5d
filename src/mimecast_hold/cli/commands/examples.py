"""Examples for the commands' help: what each does, and how it is typed. A test types them."""

from collections.abc import Mapping, Sequence

Example = tuple[str, str]

EXAMPLES: Mapping[str, Sequence[Example]] = {
    "find": (
        ("what was held in the last day", "mimecast-hold find --start 24h"),
        (
            "one sender's mail that attachment protection holds",
            (
                "mimecast-hold find --search-field sender --search-text billing@example.com"
                " --reason-code default_inbound_attachment_protect_definition"
            ),
        ),
        ("ids alone, to be released", "mimecast-hold find --start 2h --ids | mimecast-hold release -"),
        ("a sheet for the case", "mimecast-hold find --start 7d --csv > held.csv"),
    ),
    "summary": (
        ("how much is held, and for which reason", "mimecast-hold summary"),
        ("the same for a script", "mimecast-hold summary --jsonl"),
    ),
    "release": (
        ("one message, with a note for the audit trail", "mimecast-hold release ID --reason 'Ticket 4711'"),
        (
            "what would happen, if the mail is indeed from there",
            "mimecast-hold release ID ID --only-if-sender-domain example.com --dry-run",
        ),
        (
            "many, from a file with one id a line, to be continued if it is interrupted",
            "mimecast-hold release - --journal case-4711.journal --yes < ids.txt",
        ),
        ("a script's way: one record a line", "mimecast-hold release ID --jsonl"),
    ),
    "release-matching": (
        (
            "what would be released",
            (
                "mimecast-hold release-matching --max-messages 200"
                " --reason-code default_inbound_attachment_protect_definition --start 6h"
            ),
        ),
        (
            "release it: shows what matches, and asks",
            (
                "mimecast-hold release-matching --max-messages 200"
                " --reason-code default_inbound_attachment_protect_definition --start 6h --end 10m --no-dry-run"
            ),
        ),
    ),
    "reject": (
        (
            "with a notification to the sender",
            (
                "mimecast-hold reject ID --reason-type message-goes-against-email-policies --notify"
                " --message 'Please send the file another way.'"
            ),
        ),
        ("nothing yet: what would be rejected", "mimecast-hold reject ID ID --dry-run"),
    ),
    "log": (
        ("who released or rejected what, in the last day", "mimecast-hold log"),
        (
            "what became of one recipient's mail",
            "mimecast-hold log --search-field to --search-text anna@example.org --start 7d",
        ),
    ),
    "test": (
        ("whether the connection works, and what it may do", "mimecast-hold test"),
        ("with the permission to release", "mimecast-hold test --check-release-permission"),
        ("of another tenant", "mimecast-hold test --connection tenant-b.yaml"),
    ),
    "discover-region": (
        (
            "where the tenant of an address lives",
            "mimecast-hold discover-region you@example.com --app-id 0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
    ),
}
