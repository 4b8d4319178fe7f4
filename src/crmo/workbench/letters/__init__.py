"""Letters out: begun from the record, edited, printed, and kept if the doctor says so."""
