"""Messengers and networks: whose a name is, and which links are made of it."""

import pytest

from crm.kernel.handles import understood

HOSTILE = [
    "javascript:alert(1)",
    "https://t.me@evil.example/x",
    "https://[::1/x",
    '"><script>alert(1)</script>',
    "data:text/html,x",
    "vbscript:x",
    "//evil.example/x",
    "https://t.me\\@evil.example",
    "t.me/\u202eivan",
    "@" * 400,
]


@pytest.mark.promise("CON-3")
@pytest.mark.parametrize(
    ("typed", "label", "service", "link"),
    [
        ("@ivan_petrov", "telegram", "telegram", "https://t.me/ivan_petrov"),
        ("https://t.me/ivan_petrov", "", "telegram", "https://t.me/ivan_petrov"),
        ("8 916 123-45-67", "telegram", "telegram", "https://t.me/+79161234567"),
        ("8 916 123-45-67", "whatsapp", "whatsapp", "https://wa.me/79161234567"),
        ("https://api.whatsapp.com/send?phone=79161234567", "", "whatsapp", "https://wa.me/79161234567"),
        ("+7 916 123-45-67", "viber", "viber", "viber://chat?number=%2B79161234567"),
        ("vk.com/id1", "", "vk", "https://vk.com/id1"),
        ("www.linkedin.com/in/ivan-petrov/", "", "linkedin", "https://linkedin.com/in/ivan-petrov"),
        ("@channel", "youtube", "youtube", "https://youtube.com/@channel"),
        ("ivan", "skype", "skype", ""),
        ("12", "whatsapp", "whatsapp", ""),
    ],
)
def test_a_known_service_gets_its_own_link(typed, label, service, link):
    handle = understood(typed, label=label, region="RU")

    assert (handle.service.key, handle.link) == (service, link)


@pytest.mark.parametrize(("one", "other"), [("@Ivan_P", "https://t.me/ivan_p"), ("t.me/Ivan_P", "ivan_p")])
def test_the_same_name_is_the_same_however_it_is_typed(one, other):
    told = [understood(text, label="telegram", region="RU").compared for text in (one, other)]

    assert told[0] == told[1] != ""


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("label", ["telegram", "vk", "instagram", "whatsapp", "", "мой"])
def test_nothing_hostile_becomes_a_link_to_elsewhere(typed, label):
    link = understood(typed, label=label, region="RU").link

    assert link == "" or link.startswith(("https://t.me/", "https://vk.com/", "https://instagram.com/"))
    assert not set(link) & set("\"'<>\\ \u202e")
