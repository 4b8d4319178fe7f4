"""First form."""

import logging


class WithoutValues(logging.Filter):
    pass


class Line(logging.Formatter):
    pass
