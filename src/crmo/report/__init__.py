"""The patient page and its paper form: pictures, words and layout made from assessments."""

from crmo.report.patient_page import patient_page_html

__all__ = ["patient_page_html"]
