"""Invented error texts: those of hold-release are not published, so none may be required or misread."""

import pytest

from mimecast_hold.api.answer.wordings import Meaning, expired, is_rate_limit, meaning_of, plain

OF_A_MESSAGE: dict[Meaning, list[str]] = {
    "not_found": [
        "The message was not found in the hold queue",
        "No such message",
        "Unknown object",
        "Message with id eNp-1 does not exist",
        "This message doesn't exist",
        "Message no longer held",
        "It is no longer in the hold queue",
        "Could not find message eNp1",
        "Cannot find the message.",
        "Message ID eNp123 was not found",
        "No message was found with this id",
        "The requested message could not be found",
        "Error 12: the held message is not on hold",
        "E-mail not found",
    ],
    "already_released": [
        "Message has already been released",
        "already released",
        "The message was released already",
        "It has already been released",
        "Message released by admin already",
    ],
    "already_rejected": ["Not found: the message was already rejected", "Message already rejected."],
    "permission": ["You have no permission for this message", "0003 Forbidden to perform operation"],
    "wrong_id": ["0007 Invalid token"],
}
OF_OTHER_THINGS = [
    "IP address not found in the permitted ranges",
    "The license quota was exceeded",
    "Your mailbox quota is exceeded",
    "Rate limit of this sender exceeded",
    "Email address not found",
    "Recipient not found",
    "User not found",
    "Account does not exist",
    "Policy not found",
    "Message policy not found",
    "No such message policy",
    "Route for the message not found",
    "Message store not found",
    "The message's account was not found",
    "Message cannot be released: recipient not found",
    "The message could not be released because the domain was not found",
    "Resource not found",
    "Resource or method requested does not exist in any product",
    "Attachment not found",
    "Group object not found",
    "Certificate not found",
    "DMARC authentication failed for the sender",
    "The message has an invalid signature",
    "The PGP key of this message has expired",
    "The credentials of the sender were stolen",
    "Unauthorized sender",
    "release rule already applied",
    "The request was already rejected by policy",
    "Attachments of this type are not permitted",
    "Forbidden attachment",
    "Access denied by content policy",
    "Message size limit exceeded",
    "no longer available",
    "",
]


@pytest.mark.parametrize(
    ("meaning", "text"), [(meaning, text) for meaning, texts in OF_A_MESSAGE.items() for text in texts]
)
@pytest.mark.parametrize("change", [str, str.upper, lambda text: f" {text}. "])
def test_a_text_about_a_message_is_recognized(meaning: Meaning, text: str, change: object) -> None:
    assert callable(change)
    assert meaning_of(change(text), "", names_message=True) == meaning
    assert meaning_of(change(text), "err_anything", names_message=False) == meaning


@pytest.mark.parametrize("text", OF_OTHER_THINGS)
@pytest.mark.parametrize("names_message", [True, False])
def test_a_text_about_anything_else_is_not_recognized(text: str, names_message: bool) -> None:
    assert meaning_of(text, "", names_message=names_message) is None


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("err_message_not_found", "not_found"),
        ("err_hold_message_not_found", "not_found"),
        ("message_not_found", "not_found"),
        ("err_message_already_released", "already_released"),
        ("err_folder_email_address_not_found", None),
        ("err_managed_sender_not_found", None),
        ("err_managed_url_not_found", None),
        ("err_license_quota_exceeded", None),
        ("err_xdk_something_new", None),
    ],
)
def test_a_code_is_read_like_a_text(code: str, meaning: Meaning | None) -> None:
    assert meaning_of("Something of it", code, names_message=False) == meaning


@pytest.mark.parametrize("text", ["Not found", "Does not exist.", "It was not found!", "no longer held"])
def test_a_text_without_a_subject_is_about_the_message_that_the_failure_names(text: str) -> None:
    assert meaning_of(text, "", names_message=True) == "not_found"
    assert meaning_of("Not found", "", names_message=False) is None


def test_only_the_documented_wording_is_a_rate_limit() -> None:
    assert is_rate_limit("Over throttling limit (10000/hour)")
    assert not is_rate_limit("The license quota was exceeded")
    assert not is_rate_limit("The sender's rate limit was exceeded")


def test_an_expired_token_and_an_expired_key_are_distinguished() -> None:
    assert expired("The access token has expired") == "token"
    assert expired("Access key expired") == "key"
    assert expired("The message has expired") is None


def test_spelling_does_not_matter() -> None:
    assert plain("Can\u2019t  find_this  \n'message'") == "can not find this message"


@pytest.mark.parametrize("text", ["already " * 250, "message " * 250, "message x" + "0" * 1990, "the " * 500])
def test_no_text_takes_long_to_search(text: str) -> None:
    assert meaning_of(text, text, names_message=True) is None
