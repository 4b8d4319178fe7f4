"""The simulated clinic: invented children, alive on the day it is opened, and sign-ins to try it.

Nobody in it is real, and nothing in it may be used to decide about a child.
"""

from crmo.workbench.demo.prepare import Prepared, prepare_demo

__all__ = ["Prepared", "prepare_demo"]
