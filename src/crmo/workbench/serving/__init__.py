"""Serving: the server, health, static files, logs."""
