"""The site that a clinic opens every morning: Django, an append-only store, accounts, audit."""
