"""Accounts as the administrator keeps them."""
