"""Parts of the held mail. All domains are reserved (RFC 2606), and all threats are harmless."""

from dataclasses import dataclass
from typing import Final

DOMAIN: Final = "example.com"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy or definition that holds mail, and its reason."""

    name: str
    reason: str
    reason_code: str
    held_group: str
    attachments: float
    """The share of its mail with attachments."""


SERVICE_USER: Final = Person("SOAR Service", f"soar@{DOMAIN}")

INSIDERS: Final = tuple(
    Person(name, f"{name.lower().replace(' ', '.')}@{DOMAIN}")
    for name in (
        "Amara Okafor", "Bruno Keller", "Chloe Martin", "Daniel Novak", "Elif Demir",
        "Farid Rahimi", "Grace Lindqvist", "Hana Sato", "Ivan Petrov", "Joana Ribeiro",
        "Kwame Mensah", "Lena Vogel",
    )
)  # fmt: skip

OUTSIDERS: Final = (
    Person("Accounts Payable", "accounts@billing.example.net"),
    Person("Newsletter", "news@updates.example.org"),
    Person("Marta Silva", "marta.silva@example.org"),
    Person("", "noreply@portal.example.net"),
    Person("Build Server", "ci@build.example.org"),
    Person("Oliver Brandt", "oliver.brandt@law.example.net"),
    Person("Travel Desk", "bookings@travel.example.org"),
    Person("Recruiting", "jobs@careers.example.net"),
    Person("Scanner 4F", "scanner@print.example.org"),
    Person("Ruth Adeyemi", "ruth@example.net"),
)

INBOUND: Final = (
    Policy("Relaxed Spam Detection", "Message Hold Applied - Spam Signature policy",
           "message_hold_applied_spam_signature_policy", "user", 0.1),
    Policy("Default Inbound Attachment Protect Definition",
           "Default Inbound Attachment Protect Definition",
           "default_inbound_attachment_protect_definition", "administrator", 1.0),
    Policy("Default Attachment Management Definition - Block Dangerous File Types",
           "Message Hold Applied - Attachment Type policy",
           "message_hold_applied_attachment_type_policy", "administrator", 1.0),
    Policy("Default Impersonation Protect Definition", "Impersonation Protect Policy",
           "default_impersonation_protect_definition", "moderator", 0.2),
)  # fmt: skip
OUTBOUND: Final = (
    Policy("Default Outbound URL Protect Definition", "Default Outbound URL Protect Definition",
           "default_outbound_url_protect_definition", "administrator", 0.3),
    Policy("Card Numbers Leaving", "Message Hold Applied - Content Examination policy",
           "message_hold_applied_content_examination_policy", "moderator", 0.6),
)  # fmt: skip
INTERNAL: Final = (
    Policy("Internal Email Protect", "Internal Email Protect policy",
           "internal_email_protect_policy", "administrator", 0.4),
)  # fmt: skip

SUBJECTS: Final = (
    "Invoice {n} for November", "Re: contract draft, second round", "Your order {n} has shipped",
    "Minutes of Thursday's meeting", "Scan from printer 4F, job {n}", "Updated price list",
    "Password will expire in 3 days", "Build {n} failed on main", "Travel itinerary {n}",
    "Application for the analyst position", "Statement of account, customer {n}",
    "Fwd: photos from the site visit", "Quarterly figures, please review",
    "Ticket {n}: printer jam", "Überweisung Nr. {n}", "請求書 {n}", "Réunion de lundi",
    "Lunch on Friday?",
)  # fmt: skip

HOSTILE: Final = (
    "\x1b[31mOverdue\x1b[0m invoice \x1b]0;title\x07",
    '=HYPERLINK("https://portal.example.net/","Open statement")',
    "<img src=x onerror=alert(1)> Parcel notice",
    "[Confirm your mailbox](https://portal.example.net/login) **today**",
    "Remittance \u202egpj.exe",
    "Agenda\r\nBcc: everyone@example.org",
    "| total | due |\n|---|---|\n`code`",
    "+SUM(1;1) @someone -1",
)
