# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a server may be, what it is told of whoever asks, and what is said when it cannot be reached or believed."""

from __future__ import annotations

import http.client
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from answerable.asker.place import Place, Proxy, parse_place, parse_proxy
from answerable.asker.server import Said, Server, Unreached
from answerable.core.errors import Refused
from tests.asker.canned import page, proxying, said, serving
from tests.conftest import NOW
from tests.serving import free_port

TOR = Proxy("127.0.0.1", 9050)
ONION = "a" * 56 + ".onion"


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://ask.example.org", "https://ask.example.org"),
        ("HTTPS://Ask.Example.org:443/", "https://ask.example.org"),
        ("https://ask.example.org:8443", "https://ask.example.org:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.7:80", "http://127.0.0.7"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_as_a_browser_prints_it(text: str, origin: str) -> None:
    assert parse_place(text).origin == origin


def test_an_onion_address_goes_through_tor_in_clear_or_not() -> None:
    assert parse_place(f"http://{ONION}", TOR).origin == f"http://{ONION}"
    assert parse_place(f"https://{ONION}", TOR).port == 443


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("ask.example.org", "is not the address of a server"),
        ("ftp://ask.example.org", "is not the address of a server"),
        ("https://ask.example.org/mine/", "is not the address of a server"),
        ("https://ask.example.org/?a", "is not the address of a server"),
        ("https://name:word@ask.example.org", "is not the address of a server"),
        ("https://ask.example.org:99999", "is not the address of a server"),
        ("https://" + "a" * 70 + ".org", "is not the address of a server"),
        ("http://ask.example.org", "would go through the net in clear"),
        ("http://192.0.2.7", "would go through the net in clear"),
        ("http://localhost.example.org", "would go through the net in clear"),
        (f"http://{ONION}", "An .onion address is reached through Tor alone."),
    ],
)
def test_other_places_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match="^.*" + sentence):
        parse_place(text)


def test_only_a_proxy_that_looks_names_up_itself() -> None:
    assert parse_proxy(None) is None
    assert parse_proxy("socks5h://127.0.0.1:9050") == TOR
    for text in ("socks5://127.0.0.1:9050", "http://127.0.0.1:8118", "socks5h://127.0.0.1", "socks5h://a:1/b"):
        with pytest.raises(Refused, match="is not a proxy that can be used here"):
            parse_proxy(text)


def test_nothing_is_told_of_whoever_asks() -> None:
    with serving({"/ask/": page(Set_Cookie="__Host-form=one; Secure"), "/api/x": said(ok=True)}) as canned:
        server = Server(parse_place(canned.origin))
        server.open_door("/ask/")
        server.post("/api/x", {"a": "é"})
        server.leave()
    (_, _, first), (_, _, second), (_, out, _) = canned.came
    assert set(first) == {"Host", "Accept-Encoding", "Connection"}
    assert set(second) - set(first) == {"Content-Type", "Content-Length", "X-Form", "Cookie"}
    assert (second["X-Form"], second["Cookie"], out) == ("abc", "__Host-form=one", "/out/")


def test_a_cookie_that_ends_is_forgotten() -> None:
    with serving({"/ask/": page(Set_Cookie="a=one"), "/mine/": page(Set_Cookie='a=""; Max-Age=0')}) as canned:
        server = Server(parse_place(canned.origin))
        server.open_door("/ask/")
        server.open_door("/mine/")
        server.open_door("/ask/")
        assert [headers.get("Cookie") for _, _, headers in canned.came] == [None, "a=one", None]
        assert (server.get("/none"), len(canned.came)) == (None, 4)


def test_what_does_not_answer_as_it_should_is_said() -> None:
    answers = {
        "/away": (302, {"Location": "https://elsewhere.example/"}, b""),
        "/broken": page(status=500),
        "/bare": page("<p>"),
        "/text": page("no"),
        "/list": page("[]"),
        "/no": said(400, ok=False, sentence="Not now.\x1b[31m" + "x" * 600),
        "/mute": said(503, ok=False),
        "/not-now": said(503, ok=False, sentence="Nothing you wrote is lost."),
    }
    with serving(answers) as canned:
        server = Server(parse_place(canned.origin))
        with pytest.raises(Refused, match="sends its visitors to another place"):
            server.get("/away")
        with pytest.raises(Unreached, match="try again in a minute"):
            server.get("/broken")
        with pytest.raises(Refused, match="its page has no form"):
            server.open_door("/bare")
        for path in ("/text", "/list"):
            with pytest.raises(Refused, match="what came back cannot be read"):
                server.post(path, {})
        with pytest.raises(Said, match="Not now") as refused:
            server.post("/no", {})
        assert "\x1b" not in refused.value.sentence
        assert len(refused.value.sentence) == 500
        with pytest.raises(Unreached, match=r"The server said no \(status 503\)"):
            server.post("/mute", {})
        with pytest.raises(Unreached, match="Nothing you wrote is lost"):
            server.fetch("/not-now", {})
        assert len(canned.came) == len(answers)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Unreached, match="nobody answers there"):
        Server(Place("http", "localhost", free_port())).get("/")
    with pytest.raises(Unreached, match="no server of that name was found"):
        Server(Place("http", "nothing.invalid", 80)).get("/")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    own = serving({"/": page()}, _context(tmp_path))
    with own as canned, pytest.raises(Unreached, match="its certificate is not right"):
        Server(parse_place(canned.origin)).get("/")
    with serving({"/": page()}) as plain, pytest.raises(Unreached, match="no safe connection could be made"):
        Server(parse_place(plain.origin.replace("http:", "https:"))).get("/")


def _context(folder: Path) -> ssl.SSLContext:
    """Of a server that signed for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1).not_valid_before(NOW - timedelta(days=9999)).not_valid_after(NOW + timedelta(days=9999))
    )
    raw = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "pem").write_bytes(raw + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    return context


def test_a_proxy_is_given_names_and_looks_them_up() -> None:
    with serving({"/": page("here")}) as canned, proxying(int(canned.origin.rsplit(":", 1)[1])) as proxy:
        server = Server(parse_place(f"http://{ONION}", TOR), Proxy("127.0.0.1", proxy.port))
        assert server.get("/") == b"here"
        assert proxy.names == [ONION]
        assert canned.came[0][2]["Host"] == ONION
    with proxying(1, refusal=4) as proxy, pytest.raises(Unreached, match="nobody answers there"):
        Server(parse_place(f"http://{ONION}", TOR), Proxy("127.0.0.1", proxy.port)).get("/")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (TimeoutError(), "it took too long"),
        (ConnectionResetError(), "the connection broke"),
        (http.client.IncompleteRead(b""), "the answer broke off or was no answer"),
        (http.client.BadStatusLine("x"), "the answer broke off or was no answer"),
    ],
)
def test_a_connection_that_breaks_is_said(monkeypatch: pytest.MonkeyPatch, problem: Exception, said: str) -> None:
    def breaks(*given: object) -> None:
        raise problem

    monkeypatch.setattr(Server, "_exchange", breaks)
    with pytest.raises(Unreached, match=f"This did not reach http://localhost:1: {said}"):
        Server(Place("http", "localhost", 1)).get("/")
