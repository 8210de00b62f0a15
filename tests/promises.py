"""What the whole suite has to show of each promise: by page and by API, in English and in Russian.

``tests.kit.promises`` counts and checks. An id that is not listed may be shown by whatever test.
"""

from typing import Final

SHOWN: Final = (
    "ACC-1", "ACC-2", "ACC-3", "ACC-4", "ACC-5", "ACC-6", "ACC-7", "ACC-9",
    "CON-1", "CON-2", "CON-3", "CON-4", "CON-5", "CON-6", "CON-7", "CON-8", "CON-9", "CON-10", "CON-11",
    "CON-12", "CON-13", "CON-14", "CON-15", "CON-16", "CON-17", "CON-18", "CON-19", "CON-20", "CON-21",
    "CON-22", "CON-23", "L10-2", "L10-3", "API-1",
)  # fmt: skip
"""Each of these needs a test in every cell: page and API, English and Russian."""

ANYWHERE: Final = ("I7", "I8", "I9", "I10")
"""Each of these needs a test, whatever the door and the language: it is about all of them, or none."""

WITHOUT: Final = {
    ("API-1", "page"): "it is about the API itself",
    ("CON-8", "api"): "two buttons of one form; whoever calls the API decides what comes next",
}
"""The doors that a promise lacks by its nature, and why."""
