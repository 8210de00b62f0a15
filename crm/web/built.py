"""What was built for browsers: styles, scripts, icons and the typeface, under names that hold their hash."""

import mimetypes
from typing import Final

from flask import Response, request, send_from_directory

from crm.settings import ROOT

STATIC: Final = ROOT / "crm" / "web" / "static"


def sent(filename: str) -> Response:
    """The file; a text zipped, as it was when it was built, for who takes that (PROMISES L8)."""
    zipped = request.accept_encodings.quality("gzip") > 0 and (STATIC / f"{filename}.gz").is_file()
    if zipped:
        answer = send_from_directory(STATIC, f"{filename}.gz", mimetype=mimetypes.guess_type(filename)[0])
        answer.headers["Content-Encoding"] = "gzip"
    else:
        answer = send_from_directory(STATIC, filename)
    answer.vary.add("Accept-Encoding")
    return answer
