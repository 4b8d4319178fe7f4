"""Escaping by construction."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.report.html import Html, anchor, element, escaped, joined, number


def test_text_becomes_text_and_never_markup() -> None:
    assert element("p", "<script>alert(1)</script>") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    )


def test_markup_is_not_escaped_twice() -> None:
    assert element("p", element("b", "a & b")) == "<p><b>a &amp; b</b></p>"


def test_attribute_values_cannot_leave_their_quotes() -> None:
    made = element("a", title='" onmouseover="alert(1)', href="'><script>")
    assert made == (
        '<a title="&quot; onmouseover=&quot;alert(1)" href="&#39;&gt;&lt;script&gt;"></a>'
    )


def test_none_and_false_leave_an_attribute_out_and_true_writes_its_name() -> None:
    assert element("input", checked=True, disabled=False, value=None) == "<input checked>"


def test_underscores_become_hyphens_and_trailing_ones_go() -> None:
    assert element("i", class_="x", aria_label="y") == '<i class="x" aria-label="y"></i>'


def test_none_and_nested_iterables_as_children() -> None:
    assert element("ul", None, [element("li", "a"), [element("li", "b")]]) == (
        "<ul><li>a</li><li>b</li></ul>"
    )


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (1.256, "1.26"), (-0.001, "0"), (10, "10"), (0.5, "0.5")]
)
def test_numbers_of_a_drawing_have_two_decimals_at_most(value: float, written: str) -> None:
    assert number(value) == written


def test_control_characters_are_replaced() -> None:
    assert escaped("a\x00b\x1fc") == "a\ufffdb\ufffdc"


@given(st.text())
def test_any_text_survives_and_holds_no_bracket(text: str) -> None:
    shown = escaped(text)
    assert "<" not in shown
    assert ">" not in shown
    visible = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    # `unescape` knows more names than we use; ours are the ones that begin with & lt gt.
    assert unescape(shown.replace("&amp;", "&amp;amp;")).replace("&amp;", "&") == visible


@given(st.text(), st.text())
def test_anchors_differ_when_ids_differ_and_are_safe_in_a_link(one: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", anchor("entry", one))
    assert (anchor("entry", one) == anchor("entry", other)) == (one == other)


def test_joined_escapes_what_is_not_markup() -> None:
    assert joined([Html("<b>"), "<b>"], ", ") == "<b>, &lt;b&gt;"


def test_markup_says_of_itself_that_it_is_markup() -> None:
    """Django and Jinja ask for it: else they would show the tags, or need a word of trust."""
    assert element("b", "a < b").__html__() == "<b>a &lt; b</b>"
    assert not hasattr("a < b", "__html__")
