"""The report of a run of case finding: for the machine it ran on, and the one to be shared."""

from crmo.report.finding_page.page import finding_page_html

__all__ = ["finding_page_html"]
