"""What a file is called on the other side."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.messages.files import Refusal, clean_name, refused_by_name
from policies.messages.signatures import content_of

JPEG = content_of(b"\xff\xd8\xff\xe0" + bytes(40))


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../x", "x"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\ann\\plan.docx", "plan.docx"),
        ("report\u202egpj.exe", "reportgpj.exe"),
        ("in\u200bvis\u2066ible.txt", "invisible.txt"),
        ("two\nlines\r.txt", "two lines.txt"),
        ("nul\0byte.png", "nulbyte.png"),
        ("CON.txt", "_CON.txt"),
        ("falcon.txt", "falcon.txt"),
        (".bashrc", "bashrc"),
        ("<!channel>.txt", "__channel_.txt"),
        ("@everyone.png", "_everyone.png"),
        ("", "file"),
        ("....", "file"),
        ("archive.tar.gz", "archive.tar.gz"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("a" * 200 + ".pdf", "a" * 69 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_harm(claimed: str, shown: str) -> None:
    assert clean_name(claimed) == shown


@given(st.text(max_size=300))
def test_no_name_whatever_leads_out_of_its_folder_or_hides_a_letter(name: str) -> None:
    shown = clean_name(name)
    assert shown == clean_name(shown)
    assert not {"/", "\\", "\n", "\0"} & set(shown)
    assert not shown.startswith(".")
    assert 0 < len(shown.encode("utf-8", "replace")) <= 220
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in shown)


def test_a_name_ends_as_its_content_wants_it() -> None:
    assert clean_name("holiday", JPEG) == "holiday.jpg"
    assert clean_name("holiday.png", JPEG) == "holiday.png.jpg"
    assert clean_name("HOLIDAY.JPEG", JPEG) == "HOLIDAY.JPEG"


@pytest.mark.parametrize(
    "name", ["a.exe", "a.pdf.exe", "a.JS", "a.svg", "a.html", "a.lnk", "a.apk"]
)
def test_what_a_device_would_run_is_refused_by_its_name(name: str) -> None:
    assert refused_by_name(clean_name(name)) is Refusal.TYPE


@pytest.mark.parametrize(
    "name", ["a.pdf", "example.com.pdf", "exe", "a.exe.txt", "notes", "a.docx"]
)
def test_other_names_are_not(name: str) -> None:
    assert refused_by_name(clean_name(name)) is None
