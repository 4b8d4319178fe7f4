"""How other people's forms spell what crmo knows: OMOP concept ids, FHIR's own codes, words.

Readers and writers of `exchange` and the event table of `find` understand a code the same way,
because they ask here.
"""
