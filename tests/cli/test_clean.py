# SPDX-License-Identifier: AGPL-3.0-or-later
"""`answerable clean`: a clean copy beside the file, by mat2; every other case is a sentence and leaves nothing."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from answerable.cli import main
from tests.sealing.test_files import jpeg, png, told_by_exiftool

TOLD = {"Author", "Creator", "GPSLatitude", "GPSPosition", "Make", "Model", "Comment", "DateTimeOriginal", "XMPToolkit"}


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def odt(path: Path) -> Path:
    """The smallest text document that says who wrote it."""
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        made.writestr("content.xml", f"<office:document-content {space}><office:body/></office:document-content>")
        made.writestr(
            "meta.xml",
            f'<office:document-meta {space} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
            "<dc:creator>Ilse of the lantern evening</dc:creator></office:meta></office:document-meta>",
        )
        entry = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        made.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{entry}"><m:file-entry m:full-path="/" m:media-type="x"/></m:manifest>',
        )
    return path


@pytest.mark.parametrize(("name", "content"), [("door.jpg", jpeg(6)), ("Door.PNG", png(1))])
def test_a_picture_gets_a_clean_copy_beside_it(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = put(tmp_path, name, content)
    assert main(["clean", str(path)]) == 0
    made = tmp_path / f"{path.stem}.cleaned{path.suffix}"
    assert not told_by_exiftool(made) & TOLD
    assert told_by_exiftool(path) & TOLD
    assert path.read_bytes() == content
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([path.name, made.name])
    assert made.stat().st_mode & 0o77 == 0
    assert f"Clean: {made}" in capsys.readouterr().out


def test_a_document_loses_its_author(tmp_path: Path) -> None:
    path, out = odt(tmp_path / "plan.odt"), tmp_path / "out"
    out.mkdir()
    assert main(["clean", str(path), "--out", str(out)]) == 0
    with zipfile.ZipFile(out / "plan.cleaned.odt") as made:
        assert b"Ilse" not in b"".join(made.read(each) for each in made.namelist())


def test_what_cannot_be_cleaned_gets_its_sentence_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = put(tmp_path, "good.jpg", jpeg())
    wrong = {
        put(tmp_path, "holiday.jpg", b"MZ\x90\x00" + bytes(400)): "is a program, whatever its name says",
        put(tmp_path, "notes.xyz", b"words"): "does not know this kind of file",
        put(tmp_path, "torn.pdf", b"not a pdf at all"): "was not cleaned",
        tmp_path / "absent.png": "There is no file",
    }
    assert main(["clean", *map(str, wrong), str(good)]) == 1
    said = capsys.readouterr().out.splitlines()
    for line, (_path, part) in zip(said, wrong.items(), strict=False):
        assert part in line
    assert said[-1].startswith("Clean: ")  # the others do not keep it from being cleaned
    assert {each.name for each in tmp_path.iterdir() if ".clean" in each.name} == {"good.cleaned.jpg"}
    assert main(["clean", str(good)]) == 1
    assert "There is already a file" in capsys.readouterr().out


def test_without_mat2_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["clean", str(put(tmp_path, "door.jpg", jpeg()))]) == 1
    assert "apt-get install mat2" in capsys.readouterr().err
    assert not (tmp_path / "door.cleaned.jpg").exists()


def test_it_needs_no_server_part_of_ours(tmp_path: Path) -> None:
    path = put(tmp_path, "door.jpg", jpeg())
    code = (
        "import sys; from answerable.cli import main; main(['clean', sys.argv[1]]); "
        "print(sorted(each for each in sys.modules if each.split('.')[0] in ('django', 'socket', 'sqlite3')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
