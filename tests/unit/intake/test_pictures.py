"""Pictures and recordings are cleaned without loss, and decoded apart within limits."""

import io

import pytest
from PIL import Image

from reviewer_audit.intake import sandbox, stripping
from reviewer_audit.intake.formats import Request
from reviewer_audit.intake.gathering_media import as_blob
from tests import media_files


def clean(data):
    return as_blob(data)[-1]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_that_the_place_a_picture_was_taken_at_does_not_come_in(form):
    raw = media_files.with_place(form)
    assert media_files.SECRET in raw
    assert media_files.SECRET not in clean(raw)


@pytest.mark.parametrize("made", [media_files.mp4, media_files.wav])
def test_that_the_notes_of_a_recording_do_not_come_in(made):
    assert media_files.SECRET in made()
    cleaned = clean(made())
    assert media_files.SECRET not in cleaned
    assert len(cleaned) == len(made()), "what points into the file still fits"


@pytest.mark.parametrize(
    ("form", "saved"),
    [("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("WEBP", {}), ("GIF", {})],
)
def test_that_cleaning_changes_no_pixel(form, saved):
    raw = media_files.noisy(form, (96, 64), **saved)
    one, other = (Image.open(io.BytesIO(data)).convert("RGB") for data in (raw, clean(raw)))
    assert one.tobytes() == other.tobytes()


def test_that_a_picture_keeps_its_right_side_up():
    exif = Image.open(io.BytesIO(clean(media_files.with_place("JPEG", 6)))).getexif()
    assert dict(exif) == {274: 6}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_that_a_cut_file_is_called_damaged_and_nothing_worse(form):
    strip = {
        "PNG": stripping.png,
        "JPEG": stripping.jpeg,
        "WEBP": stripping.webp,
        "GIF": stripping.gif,
    }
    raw = media_files.noisy(form)
    for end in range(20, len(raw) - 1, max(1, len(raw) // 60)):
        try:
            assert len(strip[form](raw[:end])) <= end + 60
        except stripping.Damaged:
            continue


def asked(data, **more):
    return Request(
        path="", file_name="", reader="reviewer_audit.intake.picturing:decode", data=data, **more
    )


def test_that_a_picture_is_decoded_apart_in_the_size_asked_for():
    reader = sandbox.take()
    try:
        ((kind, wide, high, pixels, small, low, shield, whole),) = reader.read(
            asked(media_files.picture(size=(400, 200)), side=100)
        )
        assert (kind, wide, high, whole) == ("picture", 100, 50, False)
        assert (len(pixels), len(shield)) == (100 * 50 * 3, small * low * 3)
        assert max(small, low) <= 14
        ((_kind, _w, _h, pixels, *_rest),) = reader.read(asked(media_files.moving(), frame=2))
        assert pixels[0] == 120
        for body, fault in (
            (media_files.vast(), "too_many_pixels"),
            (b"%PDF-1.4", "format"),
            (media_files.noisy()[:700], "damaged"),
        ):
            ((kind, why, *_size),) = reader.read(asked(body))
            assert (kind, why) == ("fault", fault)
        assert reader.alive
    finally:
        reader.stop()
