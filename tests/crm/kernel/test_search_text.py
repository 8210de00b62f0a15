"""What of a text is looked for in the index of trigrams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.kernel.search_text import telling

DOMAINS = st.sampled_from(["com", "info", "example", "ru", "дети", "community", ""])


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("mail123.example", "mail123.ex"), ("anna@romashka.com", "anna@romashka.co"),
        ("anna@romashka.ru", "anna@romashka.ru"), ("petr.ivanov", "petr.ivanov"),
        (".com", ".com"), ("com", "com"), ("ivanov", "ivanov"),
    ],
)  # fmt: skip
def test_the_ending_that_many_addresses_share_is_cut_to_two_letters(text, looked_for):
    assert telling(text) == looked_for


@given(st.text(max_size=20), DOMAINS)
def test_whatever_holds_a_text_holds_what_is_looked_for(head, domain):
    whole = f"{head}.{domain}"

    assert telling(whole) in whole
