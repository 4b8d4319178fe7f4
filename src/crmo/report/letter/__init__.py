"""The clinic letter in two voices: paragraphs to be edited, and their print."""

from crmo.report.letter.paper import letter_pdf
from crmo.report.letter.preview import letter_html
from crmo.report.letter.values import Letter, Paragraph, Voice
from crmo.report.letter.write import letter

__all__ = ["Letter", "Paragraph", "Voice", "letter", "letter_html", "letter_pdf"]
