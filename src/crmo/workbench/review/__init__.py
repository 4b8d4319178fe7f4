"""Blinded review of the candidates that case finding proposed."""
