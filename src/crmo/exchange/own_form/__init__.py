"""Records in crmo's own form: JSON, one JSON record per line, or YAML."""

from crmo.exchange.own_form.read import read
from crmo.exchange.own_form.recognise import is_own_form

__all__ = ["is_own_form", "read"]
