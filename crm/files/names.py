"""Names of files as people give them, made harmless for every disk, header and reader."""

import re
from typing import Final

from crm.kernel.forms import clean
from crm.kernel.i18n import _

LONGEST_NAME: Final = 200
LONGEST_ENDING: Final = 12
_NOT_IN_NAMES: Final = re.compile(r'[<>:"/\\|?*\t\n\u200b\u200e\u200f\u061c\u2028\u2029\ufeff]')
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def harmless(name: str) -> str:
    """The name without folders, controls and marks that turn the reading direction; at most 200 characters.

    What a disk reserves gets an underscore before it, a name of nothing a plain word. The ending stays.
    """
    last = str(clean(name)).replace("\\", "/").rstrip("/").rpartition("/")[2]
    bare = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    if not bare:
        # Translators: the name of a file that came without one
        return _("file")
    return _cut(f"_{bare}" if _RESERVED.match(bare) else bare)


def _cut(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST_NAME].rstrip()
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
