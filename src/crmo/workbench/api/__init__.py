"""The JSON interface for the hospital's own programs, with its OpenAPI description."""
