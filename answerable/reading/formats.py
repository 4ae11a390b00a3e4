# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bytes → the text in them: plain text, Markdown, HTML, PDF, DOCX. Every limit is a sentence, never a hang.

Libraries that take apart foreign bytes raise all kinds of errors on bent ones; here, and only here, any error of theirs
means that the file cannot be read.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from answerable.reading.errors import Unreadable
from answerable.reading.text import MAX_SIGNS

if TYPE_CHECKING:
    from docx.document import Document

MAX_BYTES: Final = 5_000_000
MAX_PAGES: Final = 200
MAX_PARTS: Final = 2_000
MAX_UNPACKED: Final = 50_000_000
MAX_RATIO: Final = 100
RATIO_FROM: Final = 1_000_000

TOO_LARGE: Final = "This is larger than 5 MB. Save the statement's text alone and read that."
TOO_MUCH: Final = "This holds more than two million signs of text. Read it in parts."
TOO_MANY_PAGES: Final = f"This PDF has more than {MAX_PAGES} pages. Save the pages of the statement and read those."
EMPTY: Final = "There is no text in this."
NOT_TEXT: Final = "This is not a text: it holds signs that no text has. Text, Markdown, HTML, PDF and DOCX can be read."
NOT_UTF8: Final = "The letters of this cannot be read: it is not in UTF-8. Save it as UTF-8 and try again."
SCANNED: Final = "This PDF holds pictures of pages and no text. Run it through text recognition first, or type it in."
LOCKED: Final = "This PDF is locked with a password. Save it without one and try again."
BROKEN_PDF: Final = "This PDF cannot be opened: it is broken, or cut short. Save it anew, or copy its text."
BROKEN_DOCX: Final = "This is no DOCX file that can be opened. Save it anew as DOCX, or as plain text."
BOMB: Final = "This file unpacks to far more than its own size and was not opened. Save its text alone and read that."
BROKEN_HTML: Final = (
    "The letters of this page are in an encoding that is not known here. Save it as UTF-8 and try again."
)

BLOCKS: Final = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "table", "td", "th", "tr", "ul",
    )
)  # fmt: skip
UNSEEN: Final = frozenset(
    (
        "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head", "nav", "select",
        "textarea", "button",
    )
)  # fmt: skip
CHARSET: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})""", re.I)
LOOKS_HTML: Final = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|article|div|p)\b", re.I | re.S
)


def text_of(data: bytes, name: str = "", media: str = "") -> str:
    """The text of a file; `name` and `media` (a Content-Type) only help where the bytes do not tell.

    Raises Unreadable: too large, no text in it, or none that can be taken out.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable(EMPTY)
    text = _reader(data, name, media)(data)
    if len(text) > MAX_SIGNS:
        raise Unreadable(TOO_MUCH)
    if not any(sign.isalnum() for sign in text):
        raise Unreadable(EMPTY)
    return text


def _reader(data: bytes, name: str, media: str) -> Callable[[bytes], str]:
    if b"%PDF-" in data[:1024]:
        return _pdf
    if data.startswith(b"PK\x03\x04"):
        return _docx
    ending = PurePath(name).suffix.lower()
    if "html" in media or ending in (".html", ".htm", ".xhtml") or LOOKS_HTML.match(data):
        declared = re.search(r"charset=[\"']?([\w-]+)", media, re.I)
        return lambda given: _html_bytes(given, declared[1] if declared else "")
    return _markdown if ending in (".md", ".markdown") or "markdown" in media else _plain


def _plain(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(data, "utf-16")
    if b"\0" in data:
        raise Unreadable(NOT_TEXT)
    return _decode(data, "utf-8-sig")


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        high = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        raise Unreadable(NOT_TEXT if high > len(data[:4096]) // 20 else NOT_UTF8) from None
    return text


def _markdown(data: bytes) -> str:
    from markdown_it import MarkdownIt

    try:
        return _html(MarkdownIt("commonmark").render(_plain(data)))
    except RecursionError:
        raise Unreadable(NOT_TEXT) from None


def _html_bytes(data: bytes, declared: str) -> str:
    inside = CHARSET.search(data[:4096])
    encoding = declared or (inside[1].decode("ascii") if inside else "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or encoding.lower() in ("utf-8", "utf8"):
        return _html(_plain(data))
    try:
        return _html(data.decode(encoding))
    except (LookupError, UnicodeDecodeError, ValueError):
        raise Unreadable(BROKEN_HTML) from None


class _Shown(HTMLParser):
    """Keeps what a reader of the page sees: no scripts, no styles, no menus."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN and len(self.unseen) < 200:
            self.unseen.append(tag)
        elif tag == "body":
            self.unseen.clear()
        if tag in BLOCKS:
            self.parts.append("\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            while self.unseen and self.unseen.pop() != tag:
                pass
        if tag in BLOCKS and tag != "br":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(re.sub(r"\s+", " ", data))


def _html(page: str) -> str:
    shown = _Shown()
    shown.feed(page)
    shown.close()
    return "".join(shown.parts)


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(LOCKED)
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable(TOO_MANY_PAGES)
        text = _up_to_limit(page.extract_text() for page in reader.pages)
    except Unreadable:
        raise
    except FileNotDecryptedError:
        raise Unreadable(LOCKED) from None
    except Exception:
        raise Unreadable(BROKEN_PDF) from None
    if not any(sign.isalnum() for sign in text):
        raise Unreadable(SCANNED)
    return text


def _up_to_limit(pieces: Iterator[str]) -> str:
    kept: list[str] = []
    for piece in pieces:
        kept.append(piece)
        if sum(map(len, kept)) > MAX_SIGNS:
            raise Unreadable(TOO_MUCH)
    return "\n\n".join(kept)


def _docx(data: bytes) -> str:
    _check_unpacked(data)
    from docx import Document as open_document

    try:
        return _up_to_limit(_paragraphs(open_document(io.BytesIO(data))))
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(BROKEN_DOCX) from None


def _check_unpacked(data: bytes) -> None:
    """Before anything is unpacked: how many parts, and how large they say that they become."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Unreadable(BROKEN_DOCX) from None
    sizes = [(one.file_size, max(one.compress_size, 1)) for one in parts]
    swollen = any(full > RATIO_FROM and full / packed > MAX_RATIO for full, packed in sizes)
    if len(parts) > MAX_PARTS or swollen or sum(full for full, _ in sizes) > MAX_UNPACKED:
        raise Unreadable(BOMB)


def _paragraphs(document: "Document") -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row.cells)
        else:
            yield block.text
