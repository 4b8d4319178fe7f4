"""Scripts for working on crmo; nothing here is shipped."""
