"""Tables for the clipboard: nothing in them runs, whichever form a program takes."""

from __future__ import annotations

from konnect_desktop.services.exports import copied_table


def test_a_copied_table_is_text_in_both_forms() -> None:
    rows = [["Order", "Name"], ["0012345678901234567", "<b>=A&1;=2</b>"], ["7", "\t=cmd\n|x"]]
    copied = copied_table(rows)
    assert copied.text == "Order\tName\n0012345678901234567\t<b>=A&1;'=2</b>\n7\t'=cmd |x"
    assert "&lt;b&gt;=A&amp;1;" in copied.html
    cell = """<td style='mso-number-format:"\\@"' sdnum="1033;0;@">"""
    assert copied.html.count(cell) == copied.html.count("<td") == 6
    assert f"{cell}0012345678901234567</td>" in copied.html
