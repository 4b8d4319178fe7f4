"""The knowledge: every rule, source and interval to browse, and the clinic's values over them."""
