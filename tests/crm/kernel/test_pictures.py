"""Pictures are decoded within limits and drawn anew."""

from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, PngImagePlugin

from crm.kernel.pictures import TOO_MANY_PIXELS, UnfitPicture, fitted, fitted_png
from tests.kit.builders import picture


def _drawn(content: bytes) -> Image.Image:
    return Image.open(BytesIO(fitted_png(content, side=128)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_becomes_a_png_that_fits(kind: str) -> None:
    drawn = _drawn(picture(kind, size=(640, 320)))

    assert (drawn.format, drawn.size) == ("PNG", (128, 64))


def test_a_small_picture_is_not_enlarged() -> None:
    assert _drawn(picture(size=(20, 10))).size == (20, 10)


def test_nothing_but_the_picture_is_kept() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Alice")
    exif = Image.Exif()
    exif[0x010F] = "Camera"

    for content in (picture(pnginfo=told), picture("JPEG", exif=exif), picture(icc_profile=b"x" * 200)):
        drawn = _drawn(content)
        drawn.load()
        assert drawn.info == {}


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    assert _drawn(picture("JPEG", size=(640, 320), exif=exif)).size == (64, 128)


def test_a_bomb_is_refused_by_its_header() -> None:
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    bomb = picture()[:12] + header + crc32(header).to_bytes(4, "big") + picture()[33:]

    with pytest.raises(UnfitPicture) as refused:
        fitted_png(bomb, side=128)
    assert refused.value.text is TOO_MANY_PIXELS


def test_transparent_and_printed_pictures_are_read() -> None:
    written = BytesIO()
    Image.new("CMYK", (10, 10)).save(written, "JPEG")

    assert _drawn(written.getvalue()).mode == "RGBA"


@pytest.mark.promise("CON-6")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("size", "fits"), [((640, 320), (200, 100)), ((320, 640), (150, 300)), ((90, 40), (90, 40))]
)
def test_a_photo_fits_into_its_frame_and_keeps_its_proportions(kind: str, size, fits) -> None:
    drawn = fitted(picture(kind, size=size), width=200, height=300)

    read = Image.open(BytesIO(drawn.content))
    assert (read.size, (drawn.width, drawn.height)) == (fits, fits)
    assert (read.format, drawn.media_type) == ("JPEG", "image/jpeg")


@pytest.mark.promise("CON-6")
def test_what_is_transparent_stays_so() -> None:
    written = BytesIO()
    Image.new("RGBA", (640, 320), (0, 128, 128, 60)).save(written, "PNG")

    drawn = fitted(written.getvalue(), width=200, height=300)

    read = Image.open(BytesIO(drawn.content))
    assert (read.format, drawn.media_type) == ("PNG", "image/png")
    assert read.getchannel("A").getextrema() == (60, 60)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_keeps_no_word_about_its_camera_or_place(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Alice"
    exif.get_ifd(0x8825)[1] = "N"

    drawn = fitted(picture(kind, exif=exif, icc_profile=b"profile of Alice" * 20), width=200, height=300)

    assert b"Alice" not in drawn.content
    assert not Image.open(BytesIO(drawn.content)).getexif()
