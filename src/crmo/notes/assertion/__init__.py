"""How the writer stands to what is mentioned: denied, uncertain, past, asked, planned, family."""

from crmo.notes.assertion.asserter import SentenceAsserter

__all__ = ["SentenceAsserter"]
