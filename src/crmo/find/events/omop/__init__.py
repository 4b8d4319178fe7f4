"""OMOP CDM 5.3 and 5.4: tables as the event table reads them."""
