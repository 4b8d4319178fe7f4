"""A form for any kind of entry, made from the fields of its class."""

from crmo.workbench.correcting.kind_form.fields import EntryField, fields_of
from crmo.workbench.correcting.kind_form.read import Corrected, read_form

__all__ = ["Corrected", "EntryField", "fields_of", "read_form"]
