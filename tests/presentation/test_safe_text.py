import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mimecast_hold.presentation.safe_text import code, defanged, displayed, markdown, one_line
from tests.presentation.rendering import RENDERER, cells, plain

# What an attacker would write, mixed with anything at all.
PIECES = [
    "|", "||", "\\", "\\|", "`", "``", "```", "~~~", "~~", "*", "**", "_", "__", "#", "# ", "> ", "- ", "+ ", "1. ",
    "2) ", "[x](http://evil.example)", "![x](//evil.example/a.png)", "[x]: http://evil.example", "[^1]", "<b>", "</td>",
    "<!--", "<script>alert(1)</script>", "<http://evil.example>", "http://", "https://evil.example/a?b=c",
    "HTTP://EVIL.EXAMPLE", "ftp://a.b", "www.evil.example", "WWW.1x.example", "javascript:alert(1)",
    "javascript :alert(1)", "data:text/html,x", "mailto:a@evil.example", "a@evil.example", "evil.com", "evil.co.uk",
    "//evil.example", "xmpp:a@evil.example", "tel:123", "&lt;", "&#60;", "&amp;", "&", "$x$", "{{7*7}}", "---", "===",
    "\n", "\r\n", "\t", "\x0b", "\x0c", "\x1b[31m", "\x1b]8;;http://evil.example\x07", "\x07", "\x08", "\x00",
    "\x7f", "\x85", "\x9b31m", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad",
    "\u061c", "\U000e0041", "\ud800", "\u0301" * 9, " ", "  ", "a", "Ä", "語",
]  # fmt: skip
nasty = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)
ACTS = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}


def acting(text: str) -> list[str]:
    return [char for char in text if unicodedata.category(char) in ACTS]


@given(nasty)
def test_shown_text_is_one_line_of_printable_characters(text: str) -> None:
    for shown in (one_line(text), displayed(text), markdown(text), code(text)):
        assert acting(shown) == []
        assert len(shown.splitlines()) <= 1
        assert shown == shown.strip()


@given(nasty, st.integers(1, 40))
def test_shown_text_is_no_longer_than_its_limit(text: str, longest: int) -> None:
    assert len(one_line(text, longest)) <= longest
    assert len(displayed(text, longest)) <= longest
    assert len(code(text, longest)) <= longest + 2


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=100))
def test_readable_text_is_kept(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\r\nlines", "two lines"),
        ("a \t\x0b b", "a b"),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("\x9b31mred", "\ufffd31mred"),
        ("invoice\u202efdp.exe", "invoice\ufffdfdp.exe"),
        ("pay\u200bpal", "pay\ufffdpal"),
        ("lone \ud800", "lone \ufffd"),
        (None, "None"),
        (5, "5"),
    ],
)
def test_control_characters_are_replaced(text: object, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize("text", ["x" * 3_000_000, "\x1b" * 3_000_000, " \n" * 1_000_000 + "end", "\u0301" * 1_000_000])
def test_a_text_of_any_length_is_cut(text: str) -> None:
    for shown in (one_line(text), displayed(text), markdown(text), code(text)):
        assert len(shown) <= 2 * 160


def test_piles_of_combining_marks_are_cut() -> None:
    pile = "Z" + "\u0301\u0316" * 50
    for shown in (displayed(pile), markdown(pile), code(pile)):
        assert sum(unicodedata.combining(char) > 0 for char in shown) <= 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://evil.example/a.b?c=d", "hxxps[:]//evil[.]example/a.b?c=d"),
        ("HTTP://EVIL.example", "hxxp[:]//EVIL[.]example"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("WWW.1.example", "WWW[.]1[.]example"),
        ("mail someone@evil.example", "mail someone[@]evil[.]example"),
        ("javascript:alert(1)", "javascript[.]:alert(1)"),
        ("evil.com", "evil[.]com"),
        ("bücher.рф", "bücher[.]рф"),
        ("slack://open", "slack[:]//open"),
        ("It failed. Then it worked.", "It failed. Then it worked."),
        ("1.5 s, 3.14", "1.5 s, 3.14"),
        ("a: b", "a: b"),
        ("evil\U0001f600.com", "evil\U0001f600[.]com"),
        ("e\u0301.com", "e\u0301[.]com"),
        ("//localhost/x", "[//]localhost/x"),
        ("wait...what, e.g. this", "wait...what, e.g. this"),
    ],
)
def test_links_are_defanged_and_stay_legible(text: str, shown: str) -> None:
    assert defanged(text) == shown


@given(nasty)
@example("[x](http://evil.example)|<b>")
@example("a\\|b")
@example("`|`")
@example("*a*_b_~~c~~")
@example("www.evil.example evil.com a@evil.example")
def test_markdown_in_a_table_shows_only_the_text(text: str) -> None:
    row = cells(f"| a | b | c |\n| --- | --- | --- |\n| x | {markdown(text)} | y |\n")
    assert len(row) == 1
    first, shown, last = row[0]
    assert (plain(first), plain(last)) == ("x", "y")
    assert plain(shown) == defanged(displayed(text))


@given(nasty)
@example("1. a")
@example("- a")
@example("# a")
@example("```")
@example("<!-- x")
@example("<script")
def test_markdown_at_the_beginning_of_a_line_starts_no_block(text: str) -> None:
    tokens = RENDERER.parse(f"- {markdown(text)}\n")
    assert {token.type for token in tokens} <= {
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close",
        "bullet_list_close",
    }  # fmt: skip
    assert [token.type for token in tokens].count("list_item_open") == 1
    for token in tokens:
        if token.type == "inline":
            assert plain(token.children or []) == defanged(displayed(text))


@given(nasty)
def test_code_in_a_table_shows_an_id_exactly_in_its_own_cell(text: str) -> None:
    row = cells(f"| a | b | c |\n| --- | --- | --- |\n| x | {code(text)} | y |\n")
    assert len(row) == 1
    first, shown, last = row[0]
    assert (plain(first), plain(last)) == ("x", "y")
    wanted = re.sub("[`|]", "\ufffd", displayed(text))
    assert [(token.type, token.content) for token in shown if token.content] == (
        [("code_inline", wanted)] if wanted else []
    )


def test_an_id_keeps_every_character() -> None:
    message_id = "eNoVzMsKgkAUANBfkbttB47Tc9xFSUVBm8qdwTgP8-GIzfgg-vfsfPMDJ9-3-pmCDx5g-_1.2"
    assert code(message_id) == f"`{message_id}`"


# What may stand before, after or within a link: an attacker tries them all.
SEPARATORS = [
    "\U0001f600", "\U0001f468\u200d\U0001f469", "\U0001f1e9\U0001f1ea", "e\u0301", "\u0301", "\u0327", "\u20e3",
    "1\ufe0f\u20e3", "\u200d", "\u200e", "\u200f", "\u202e", "\ufffd", "\u00ad", "\u3000", "\u00a0", "\uff0e",
    "\u3002", "\uff0f", "\uff1a", "\uff20", "\uff57", "1", "\uff10", "a", "\u03a9", "\u00df", "\ufb01",
    "\u0627", "\u05d0", "\u0e33", "(", ")", "[", "]", "{", "}", "<", ">", '"', "'", "\u201c", "\u00ab",
    "\u3001", ",", ";", ":", "!", "?", "-", "_", "~", "*", "|", "&", "=", "+", "%", "#", "$", "^", "`", "\\",
    "/", "\u00b7", "\u2026", "", "xn--",
]  # fmt: skip
LINKS = [
    "evil.com", "www.evil.com", "www.evil.example", "WWW.EVIL.COM", "https://evil.com/x", "http:evil.com",
    "//evil.com", "//localhost/x", "http://localhost", "//1.2/x", "http://1.2.3.4", "mailto:a@evil.com",
    "a@evil.com", "evil.co", "evil.\u0440\u0444", "evil.c\u0301om", "evil.net.", "sub.e.net/path?x=1",
    "evil.xn--p1ai", "evil.com:80", "1.evil.com", "x:// //localhost",
]  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_no_link_is_live_whatever_stands_around_it(separator: str, link: str) -> None:
    forms = [
        separator + link, link + separator, f"x{separator}{link}", f"x {separator}{link}{separator} y", *(
            link.replace(part, new)
            for part in (".", "@", "://", "//", "www.")
            for new in (separator + part, part + separator, separator + part + separator)
        ),
    ]  # fmt: skip
    for form in forms:
        assert "<a " not in RENDERER.renderInline(markdown(form)), form
