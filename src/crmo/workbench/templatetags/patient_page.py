"""The look of the patient page in a template's head: `{% patient_page_look %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from crmo.workbench.children.look import address_of, script_file, style_file

register = template.Library()


@register.simple_tag
def patient_page_look() -> SafeString:
    """Return the links to the style sheet and the script of the patient page."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script>',
        address_of(style_file()),
        address_of(script_file()),
    )
