"""Pictures that people upload: never kept as they came, but decoded within limits and drawn anew.

Pillow is imported with the first picture: most processes never see one (L9).
"""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from crm.kernel.errors import DomainError
from crm.kernel.i18n import LazyText, lazy

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 1024 * 1024
MOST_PIXELS: Final = 3000 * 3000
FORMATS: Final = ("PNG", "JPEG", "WEBP")
JPEG_QUALITY: Final = 88
TOO_LARGE: Final = lazy("This picture is larger than 1 MB. Save it smaller and try again.")
TOO_MANY_PIXELS: Final = lazy(
    "This picture has too many pixels: more than 3000 × 3000. Make it smaller and try again."
)
UNREADABLE: Final = lazy("This is no picture that can be read. Choose a PNG, JPEG or WebP file.")
_BROKEN: Final = (OSError, ValueError, SyntaxError, EOFError, MemoryError)


class UnfitPicture(DomainError):
    """What was uploaded is no picture that can be taken; the sentence says why."""

    status = 422
    code = "unfit-picture"
    sentence: LazyText = UNREADABLE  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, with its size in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


def fitted_png(content: bytes, *, side: int) -> bytes:
    """The picture as a PNG that fits into a square of ``side`` pixels, as ``fitted`` makes it.

    Raises:
        UnfitPicture: it is larger than ``MOST_BYTES`` or ``MOST_PIXELS``, or no PNG, JPEG or WebP.
    """
    return _png(_decoded(content, side, side))


def fitted(content: bytes, *, width: int, height: int) -> Picture:
    """The picture, made to fit into so many pixels: a JPEG, or a PNG where it is transparent.

    What it is says its content, whatever its name; of a moving one the first frame is taken. It is turned
    upright, keeps its proportions and loses all metadata (place, camera, profile). A smaller one is not
    enlarged. The size is read from the header and judged before anything is decoded.

    Raises:
        UnfitPicture: it is larger than ``MOST_BYTES`` or ``MOST_PIXELS``, or no PNG, JPEG or WebP.
    """
    drawn = _decoded(content, width, height)
    opaque = drawn.getchannel("A").getextrema() == (255, 255)
    kept, media_type = (_jpeg(drawn), "image/jpeg") if opaque else (_png(drawn), "image/png")
    return Picture(kept, media_type, drawn.width, drawn.height)


def _decoded(content: bytes, width: int, height: int) -> "Image":
    from PIL import Image

    if len(content) > MOST_BYTES:
        raise UnfitPicture(TOO_LARGE)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            return _drawn_anew(opened, width, height)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnfitPicture(TOO_MANY_PIXELS) from None
    except _BROKEN:
        raise UnfitPicture(UNREADABLE) from None


def _drawn_anew(opened: "Image", width: int, height: int) -> "Image":
    from PIL import ImageOps
    from PIL.Image import Resampling

    if opened.width * opened.height > MOST_PIXELS:
        raise UnfitPicture(TOO_MANY_PIXELS)
    opened.draft("RGB", (2 * max(width, height),) * 2)
    picture = ImageOps.exif_transpose(opened.convert("RGBA"))
    picture.thumbnail((width, height), Resampling.LANCZOS)
    picture.info.clear()
    return picture


def _png(picture: "Image") -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _jpeg(picture: "Image") -> bytes:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return written.getvalue()
