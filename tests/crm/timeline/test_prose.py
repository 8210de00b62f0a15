"""What people wrote, cut into pieces."""

import time

import pytest

from crm.kernel.prose import SHOWN_AT_ONCE, prose


def pieces(text, *names):
    return [(piece.kind, piece.text, piece.href) for piece in prose(text, names=names).head]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example.", ["https://a.example"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("«https://a.example»", ["https://a.example"]),
        ("HTTPS://A.example?q=1#z, yes", ["HTTPS://A.example?q=1#z"]),
        ("ivan@a.example; vera@b.example", ["mailto:ivan@a.example", "mailto:vera@b.example"]),
        ("javascript:alert(1) data:text/html,x //a.example ftp://a.example www.a.example", []),
        ('https://a.example/"><script>', ["https://a.example/"]),
        ("@ivan a@b a@b. @@", []),
    ],
)
def test_only_addresses_of_the_web_and_of_mail_become_links(text, links):
    found = pieces(text)

    assert [href for kind, _text, href in found if kind == "link"] == links
    assert "".join(said for _kind, said, _href in found) == text


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Anna Smith, look", ["@Anna Smith"]),
        ("@anna, look", ["@anna"]),
        ("@Annabel and anna@Anna.example", []),
        ("@Пётр и @Anna", ["@Пётр", "@Anna"]),
    ],
)
def test_who_is_called_is_marked(text, called):
    found = pieces(text, "Anna Smith", "Пётр Ильин")

    assert [said for kind, said, _href in found if kind == "call"] == called
    assert "".join(said for _kind, said, _href in found) == text


def test_a_long_text_opens_behind_a_word_and_loses_nothing():
    text = "word " * 1000

    whole = prose(text)

    head = "".join(piece.text for piece in whole.head)
    assert len(head) <= SHOWN_AT_ONCE
    assert head.endswith(" ")
    assert head + "".join(piece.text for piece in whole.rest) == text


@pytest.mark.parametrize(
    "text", ["a" * 20_000, "a@" * 10_000, "https://" + ")" * 19_000, "." * 20_000, "@a" * 10_000]
)
def test_no_text_takes_long(text):
    began = time.process_time()

    prose(text, names=["a" * 50])

    assert time.process_time() - began < 0.5
