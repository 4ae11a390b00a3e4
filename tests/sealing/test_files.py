# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed files in both languages; pictures without metadata, pixel for pixel, as an independent tool sees them."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from answerable.sealing import age, padding
from answerable.sealing.errors import Refusal
from answerable.sealing.file import FileRef, files_of, open_file, seal_file
from answerable.sealing.wire import b64, parse_b64, sha256_hex
from tests.sealing import node

SEED = bytes(range(32))
CODE = "a" * 26
# What every picture has; all else would tell of somebody or something.
PLAIN = {
    "SourceFile", "ExifToolVersion", "FileName", "Directory", "FileSize", "FileModifyDate", "FileAccessDate",
    "FileInodeChangeDate", "FilePermissions", "FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight",
    "ImageSize", "Megapixels", "BitDepth", "ColorType", "Compression", "Filter", "Interlace", "EncodingProcess",
    "BitsPerSample", "ColorComponents", "YCbCrSubSampling", "ExifByteOrder", "Orientation", "DCTEncodeVersion",
    "APP14Flags0", "APP14Flags1", "ColorTransform",
}  # fmt: skip


def ref_of(content: bytes, file: bytes, kind: str = "text/plain") -> FileRef:
    return FileRef(CODE, "a", kind, len(content), sha256_hex(content), sha256_hex(file), len(file))


@pytest.mark.parametrize("size", [1, 511, 512, 262_144, 262_145, 1_000_001])
def test_what_one_language_seals_the_other_opens(size: int) -> None:
    content = os.urandom(size)
    made = node.ask("seal_file", content=b64(content), recipient=age.recipient(SEED))
    file = parse_b64(made["file"])
    assert made["digest"] == sha256_hex(file)
    assert made["content"] == sha256_hex(content)
    assert open_file(file, SEED, ref_of(content, file)) == content
    ours = seal_file(content, age.recipient(SEED), random=os.urandom)
    opened = node.ask("open_file", file=b64(ours), seed=b64(SEED), ref=vars(ref_of(content, ours)))
    assert (opened["type"], parse_b64(opened["content"])) == ("text/plain", content)
    assert len(age.open(ours, SEED)) == padding.padded_size(size)  # its size tells little


def test_a_file_that_is_not_the_one_of_the_words_is_refused_in_both() -> None:
    content, other = b"one", b"two"
    file = seal_file(content, age.recipient(SEED), random=os.urandom)
    ref = ref_of(content, file)
    lies = {
        "file-digest": [(file[:-1] + b"x", ref), (file, replace(ref, digest="0" * 64)), (file, replace(ref, sealed=9)),
                        (file, replace(ref, content=sha256_hex(other)))],
        "padding": [(file, replace(ref, size=2))],
    }  # fmt: skip
    for code, given in lies.items():
        for sealed, claimed in given:
            for opens in (lambda: open_file(sealed, SEED, claimed), lambda: by_node(sealed, claimed)):  # noqa: B023
                with pytest.raises(Refusal, match=code):
                    opens()


def by_node(sealed: bytes, ref: FileRef) -> Any:
    return node.ask("open_file", file=b64(sealed), seed=b64(SEED), ref=vars(ref))


def test_nothing_empty_and_nothing_to_an_older_key() -> None:
    with pytest.raises(Refusal, match="file-size"):
        seal_file(b"", age.recipient(SEED), random=os.urandom)
    with pytest.raises(Refusal, match="file-size"):
        node.ask("seal_file", content="", recipient=age.recipient(SEED))
    with pytest.raises(Refusal, match="age-classic"):
        node.ask("seal_file", content=b64(b"x"), recipient="age1" + "q" * 58)


def test_references_are_read_strictly() -> None:
    ref = vars(ref_of(b"x", b"yy"))
    assert len(files_of({"files": [ref]})) == 1
    for wrong in ({"code": "b"}, {"size": 0}, {"size": "1"}, {"digest": "g" * 64}, {"content": None}, {"name": 3}):
        assert files_of({"files": [{**ref, **wrong}]}) == []
    assert files_of({"files": "all"}) == files_of(None) == []


def picture(orientation: int) -> Image.Image:
    image = Image.new("RGB", (97, 61), "#6b2d5c")
    draw = ImageDraw.Draw(image)
    for place in range(12):
        draw.ellipse((place * 8, place * 4, place * 8 + 20, place * 4 + 14), fill=(place * 20, 90, 200 - place * 12))
    image.getexif()[0x0112] = orientation
    return image


def exif(orientation: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112], made[0x010F], made[0x0110], made[0x9003] = (
        orientation,
        "Lantern",
        "Phone of Ilse",
        "2031:05:01 10:00:00",
    )
    gps = made.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (52.0, 22.0, 1.0), "E", (4.0, 53.0, 1.0)
    return made


def jpeg(orientation: int = 1, **more: Any) -> bytes:
    out = BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Ilse</x:xmpmeta>"
    picture(1).save(out, "JPEG", quality=88, exif=exif(orientation), comment=b"by Ilse", xmp=xmp,
                    icc_profile=b"\0" * 128 + b"profile of a device", **more)  # fmt: skip
    return out.getvalue() + b"motion picture behind it, with sound"


def png(orientation: int = 1) -> bytes:
    out, info = BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Author", "Ilse")
    info.add_itxt("Comment", "made at the bridge")
    info.add(b"tIME", struct.pack(">HBBBBB", 2031, 5, 1, 10, 0, 0))
    picture(1).save(out, "PNG", pnginfo=info, exif=exif(orientation), dpi=(300, 300))
    return out.getvalue() + b"trailing"


def cleaned(given: bytes, folder: Path) -> tuple[dict[str, Any], Path]:
    source, out = folder / "given", folder / "cleaned.bin"
    source.write_bytes(given)
    return node.ask("clean", path=str(source), out=str(out)), out


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize(
    ("make", "kind"),
    [(jpeg, "jpeg"), (lambda turn: jpeg(turn, progressive=True), "jpeg"), (png, "png")],
    ids=["baseline", "progressive", "png"],
)
def test_a_picture_keeps_every_pixel_and_nothing_else(
    make: Callable[[int], bytes], kind: str, orientation: int, tmp_path: Path
) -> None:
    given = make(orientation)
    told, out = cleaned(given, tmp_path)
    assert told["kind"] == kind
    assert "after the picture" in told["cut"]
    before, after = Image.open(BytesIO(given)), Image.open(out)
    assert list(before.getdata()) == list(after.getdata())  # type: ignore[call-overload]
    assert after.getexif().get(0x0112, 1) == orientation
    raw = out.read_bytes()
    for word in (b"Ilse", b"Lantern", b"2031", b"profile", b"bridge", b"motion", b"trailing", b"GPS"):
        assert word not in raw
    assert told_by_exiftool(out) <= PLAIN


def told_by_exiftool(path: Path) -> set[str]:
    tool = shutil.which("exiftool")
    assert tool, "exiftool is missing: apt-get install libimage-exiftool-perl"
    done = subprocess.run([tool, "-json", str(path)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout)[0])


def test_what_is_told_by_the_tool_is_much_before(tmp_path: Path) -> None:
    path = tmp_path / "given.jpg"
    path.write_bytes(jpeg(6))
    assert {"GPSLatitude", "Make", "Comment"} <= told_by_exiftool(path)


@pytest.mark.parametrize("make", [jpeg, png], ids=["jpeg", "png"])
def test_a_broken_picture_is_said_to_be_broken(make: Callable[[], bytes], tmp_path: Path) -> None:
    whole = make()
    for end in (24, len(whole) // 3):
        assert cleaned(whole[:end], tmp_path)[0].get("broken"), end


def test_a_crossed_length_is_no_way_out(tmp_path: Path) -> None:
    """A chunk that claims to be longer than the file, and a segment that claims to have no length."""
    body = b"IDAT" + b"x"
    raw = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + body + struct.pack(">I", zlib.crc32(body))
    assert cleaned(raw, tmp_path)[0].get("broken")
    assert cleaned(b"\xff\xd8\xff\xe0\x00\x01" + b"\x00" * 40, tmp_path)[0].get("broken")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"MZ\x90\x00", "program"), (b"\x7fELF\x02", "program"), (b"#!/bin/sh\n", "program"),
        (b"%PDF-1.7\n", "pdf"), (b"PK\x03\x04\x14\x00", "office"), (b"plain words", "other"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str, tmp_path: Path) -> None:
    assert cleaned(head + b"\0" * 64, tmp_path)[0]["kind"] == kind
