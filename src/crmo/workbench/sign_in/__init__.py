"""Signing in: passwords, second factors, the hospital's own sign-in, sessions, people."""
