"""Which tracking links may be offered, and under which host name."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konnect_desktop.domain.links import UnsafeLink, read_link

GOOD = {
    "https://track.example.com/DL123": "track.example.com",
    "https://www.delhivery.com/track/package/123?x=1#top": "www.delhivery.com",
    "HTTPS://Track.Example.COM/abc": "track.example.com",
    "https://track.example.com:443/a": "track.example.com",
    "https://track.example.com./a": "track.example.com",
    "  https://track.example.com/a  ": "track.example.com",
    "https://track.example.com/a%20b/%7Bc%7D": "track.example.com",
    "https://9x.example.in": "9x.example.in",
    # An @ behind the host belongs to the path and hides nothing.
    "https://track.example.com/@seller": "track.example.com",
}
#: Look-alikes: the true name is shown, with a word of caution.
FOREIGN = {
    "https://dеlhivery.com/": "xn--dlhivery-c8g.com",  # a Cyrillic е
    "https://аррӏе.com/": "xn--80ak6aa92e.com",
    "https://xn--80ak6aa92e.com/": "xn--80ak6aa92e.com",
    "https://ｔｒａｃｋ.example.com/": "track.example.com",  # full-width letters fold to plain ones
}
BAD = (
    "",
    "   ",
    "track.example.com/1",
    "//track.example.com/1",
    "http://track.example.com/1",
    "ftp://track.example.com/1",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "about:blank",
    "mailto:a@example.com",
    "smb://track.example.com/share",
    "https:track.example.com",
    "https:///track.example.com",
    "https://",
    "https://user@track.example.com/",
    "https://user:pass@track.example.com/",
    "https://www.delhivery.com@evil.example/",
    "https://track.example.com%40evil.example/",
    "https://127.0.0.1/",
    "https://10.0.0.8/track",
    "https://169.254.169.254/latest/meta-data",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://1.2.3/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://[not-an-address/",
    "https://localhost/",
    "https://localhost:8443/",
    "https://router/",
    "https://nas.local/",
    "https://printer.lan/",
    "https://db.internal/",
    "https://track.example.com:8080/",
    "https://track.example.com:99999/",
    "https://track.example.com:x/",
    "https://track.example.com\\@evil.example/",
    "https:\\\\track.example.com\\",
    "https://track.example.com/\u202egpj.exe",
    "https://track.exam\u200bple.com/",
    "https://track .example.com/",
    "https://track.example.com/\nHost: evil",
    "https://track.example.com/\x00",
    "https://-track.example.com/",
    "https://track-.example.com/",
    "https://track..example.com/",
    "https://.example.com/",
    "https://tra_ck.example.com/",
    "https://" + "a" * 64 + ".com/",
    "https://" + "a." * 140 + "com/",
    "https://track.example.com/" + "a" * 3000,
    "https://track.example.com/<script>",
    'https://track.example.com/"onload="x',
)


@pytest.mark.parametrize(("url", "host"), GOOD.items())
def test_a_plain_link_is_offered_under_its_host(url: str, host: str) -> None:
    link = read_link(url)
    assert link.host == host
    assert link.caution == ""
    assert link.url.startswith(f"https://{host}")


@pytest.mark.parametrize(("url", "host"), FOREIGN.items())
def test_a_look_alike_shows_its_true_name(url: str, host: str) -> None:
    link = read_link(url)
    assert link.host == host
    assert link.host.isascii()
    assert bool(link.caution) == ("xn--" in host)
    assert urlsplit(link.url).hostname == host


@pytest.mark.parametrize("url", BAD)
def test_a_hostile_link_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(UnsafeLink) as caught:
        read_link(url)
    assert str(caught.value).startswith("The link ") or str(caught.value).startswith("The link's ")


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_offered_is_https_and_shows_its_own_host(start: str, end: str) -> None:
    for url in (start, f"https://{start}", f"https://{start}.com/{end}", f"https://a.com{start}"):
        try:
            link = read_link(url)
        except UnsafeLink:
            continue
        parts = urlsplit(link.url)
        assert parts.scheme == "https"
        assert parts.netloc == link.host
        assert link.host.isascii()
        assert "@" not in parts.netloc
        assert not any(char.isspace() or ord(char) < 32 for char in link.url)
