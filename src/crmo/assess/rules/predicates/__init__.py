"""The leaves that rules are made of: each asks one kind of question to the record."""
