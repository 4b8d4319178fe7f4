"""Clinic letters and imaging reports: from free text to record entries with their evidence.

`read_note` runs one chain over one text. Every step works on *character offsets of the original
text*, so that each entry can point at the words it rests on:

1. `folding`     capitals, dashes, quotes and spaces made alike without changing any offset;
2. `matching`    one automaton over every word we know; a note without a hit ends here;
3. `sections`, `sentences`   what part of the letter this is, where a statement ends;
4. `places`      sides, parts, levels and bones put together to sites of `crmo.anatomy`;
5. `assertion`   what is denied, uncertain, past, asked, planned, or about the family;
6. extractors    each turns the prepared text into entries;
7. `reading`     entries, contradictions and what was not understood.

**Extractors.** An extractor is a function `extract(context: NoteContext) -> Iterable[ReadEntry]`.
`crmo.notes.pipeline.EXTRACTORS` lists them in the order they run. The context holds

- `text` (as given), `folded` (same length, lower case, plain dashes, quotes and spaces),
  `knowledge`, `on` (date of the note or None), `document` (its name);
- `sections`, `sentences` (each with its section, in order, without overlap);
- `mentions`: every word known to the knowledge or to the rules, each with a `kind` and the id of
  what it is `about`; `mentions_of(kind, ...)` and `mentions_in(start, end, ...)` choose some;
- `places`: site phrases (`start`, `end`, `sites`: ids of `crmo.anatomy`), `places_in(start, end)`,
  and `place_of(mention)`: the place a symptom or procedure is told of, or None;
- `dates`: dates told, `dates_in(start, end)`;
- `assertion(mention)`: present, absent, uncertain ..., whom it is about, with the cues' marks;
  `assertion_at(start, end)` for a span that is no mention;
- `mark(...)`, `source(...)`, `entry_id(...)`: evidence, source and a stable id of a new entry;
- `tell_unread(start, end, why)`: words that an extractor could not understand;
- `tell_contradiction(about, entries, marks, why)`: statements that exclude one another.

An extractor never asserts what `assertion` calls a question, a plan or a hypothesis
(`Assertion.says_nothing`). Rules that hold words live in `notes/rules/*.yaml`, each with examples
that are tests; an extractor compiles nothing per note.
"""

from crmo.notes.reading import Contradiction, Mark, NoteReading, ReadEntry, Role, Unread

__all__ = [
    "Contradiction",
    "Mark",
    "NoteReading",
    "ReadEntry",
    "Role",
    "Unread",
    "plain_text",
    "read_note",
]


def __getattr__(name: str) -> object:
    """Load the chain when it is first asked for, so that the types alone stay light."""
    if name == "read_note":
        from crmo.notes.pipeline import read_note

        return read_note
    if name == "plain_text":
        from crmo.notes.formats import plain_text

        return plain_text
    raise AttributeError(name)
