"""What is said is found, its translations are complete, and the compiled files are theirs."""

from __future__ import annotations

import ast
import gettext
import io
from pathlib import Path

import pytest

from tools.catalogues.__main__ import faults
from tools.catalogues.calls import calls_in
from tools.catalogues.domains import DOMAINS, LANGUAGES
from tools.catalogues.faults import faults_of, places_of
from tools.catalogues.message import Message, merged
from tools.catalogues.mo_file import mo_bytes
from tools.catalogues.po_file import po_text, read_po
from tools.catalogues.report_messages import ROOM, report_messages

ODD = (
    Message(id='One\nline and a “quote” \\ "too"', said=("Eine\nZeile\tmit \\n",)),
    Message(id="{n} day", plural="{n} days", said=("{n} Tag", "{n} Tage")),
    Message(id="May", context="name", places=("a.py", "b.py"), said=("Mai",)),
    Message(id="A sentence of many words, " * 9, said=("Ein Satz aus vielen Wörtern, " * 9,)),
    Message(id="fuzzy", said=("unscharf",), flags=frozenset({"fuzzy"})),
)


def test_every_catalogue_is_complete() -> None:
    """`make check` asks the same; what is missing is named."""
    assert list(faults()) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "odd.po"
    path.write_text(po_text(ODD, language="de"), encoding="utf-8")
    assert tuple(read_po(path)) == ODD


def test_long_messages_stand_on_several_lines() -> None:
    lines = po_text(ODD, language="de").splitlines()
    assert max(len(line) for line in lines) <= 100


def test_a_line_that_is_no_catalogue_is_refused_by_file_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.po"
    path.write_text('msgid "a"\nmsgstr "b"\nhello\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.po"):
        read_po(path)


def test_compiled_catalogues_are_read_by_python() -> None:
    compiled = mo_bytes(ODD, language="de")
    german = gettext.GNUTranslations(io.BytesIO(compiled))
    assert german.info()["language"] == "de"
    assert german.gettext(ODD[0].id) == ODD[0].said[0]
    assert [german.ngettext("{n} day", "{n} days", n) for n in (0, 1, 2)] == [
        "{n} Tage", "{n} Tag", "{n} Tage",
    ]  # fmt: skip
    assert german.pgettext("name", "May") == "Mai"
    assert german.gettext("May") == "May"


def test_what_is_not_translated_is_not_compiled() -> None:
    compiled = mo_bytes([Message(id="open")], language="de")
    assert gettext.GNUTranslations(io.BytesIO(compiled)).gettext("open") == "open"


@pytest.mark.parametrize(
    ("known", "fault"),
    [
        (Message(id="other", said=("anderes",)), "missing: “{n} of {m}”"),
        (Message(id="{n} of {m}"), "not translated: “{n} of {m}”"),
        (Message(id="{n} of {m}", said=("{n} von {k}",)), "other places for values: “{n} of {m}”"),
        (Message(id="{n} of {m}", said=("{n} von {m} ",)),
         "other blanks at the ends: “{n} of {m}”"),
        (Message(id="{n} of {m}", said=("{n} von {m}",), flags=frozenset({"fuzzy"})),
         "fuzzy: “{n} of {m}”"),
    ],
)  # fmt: skip
def test_faults_are_told(known: Message, fault: str) -> None:
    assert fault in list(faults_of([Message(id="{n} of {m}")], [known]))


def test_a_good_translation_has_no_fault() -> None:
    known = Message(id="{n} of {m}", said=("{m}, davon {n}",))
    assert list(faults_of([Message(id="{n} of {m}")], [known])) == []


def test_what_is_no_longer_said_is_told() -> None:
    assert list(faults_of([], [Message(id="old", said=("alt",))])) == ["no longer said: “old”"]


def test_places_of_both_kinds_are_counted() -> None:
    assert places_of("{a} %(b)s %(b)s %s 100 %") == {"{a}": 1, "%(b)s": 2, "%s": 1}


def test_sentences_are_found_in_source(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text(
        'say("a " "b", n=1)\nsay("c" if x else "d")\nsay_n("{n} e", "{n} f", 2)\nsay(TABLE[k])\n',
        encoding="utf-8",
    )
    functions = {"say": ("id",), "say_n": ("id", "plural")}
    calls = list(calls_in(path, "some.py", functions))
    found = {(m.id, m.plural) for call in calls for m in call.messages}
    assert found == {("a b", ""), ("c", ""), ("d", ""), ("{n} e", "{n} f")}
    assert [call.words for call in calls if not call.messages] == ["say(TABLE[k])"]


def test_equal_messages_are_one_with_both_places() -> None:
    (only,) = merged([Message(id="a", places=("x",)), Message(id="a", places=("y",))]).values()
    assert only.places == ("x", "y")


def test_no_sentence_of_the_pages_is_put_together_from_an_f_string() -> None:
    """A translator would never see it."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("say", "say_n", "name_words")
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    ]
    assert found == []


def test_german_is_there_for_pages_and_names() -> None:
    assert LANGUAGES == ("de",)
    assert [domain.name for domain in DOMAINS][:2] == ["report", "names"]
    assert len(merged(report_messages())) > 600
