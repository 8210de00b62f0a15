"""Where pages of imports stand in the frame."""

import re

import pytest


def places(page):
    """What the navigation shows as the place where one is."""
    return set(re.findall(r'<a href="([^"]+)" aria-current="page"><svg', page))


@pytest.mark.parametrize("steps", ["chosen", "uploaded", "checked"])
def test_pages_of_imports_belong_to_contacts(journey, steps):
    way = journey()
    page = way.client.get("/imports").text
    if steps != "chosen":
        page = way.upload("Last name,First name\nZimin,Oleg\n")
    if steps == "checked":
        page = way.check()

    assert places(page) == {"/contacts"}


def test_no_other_page_does(journey):
    assert places(journey().client.get("/tasks").text) == {"/tasks"}
