"""The sections of the patient page, one module each, in the order of the page."""
