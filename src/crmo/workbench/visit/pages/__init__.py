"""The pages of a visit: the form, what it asks for while it is written, and afterwards."""
