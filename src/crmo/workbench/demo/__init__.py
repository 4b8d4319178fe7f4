"""The simulated clinic: invented children, alive on the day it is opened, and sign-ins to try it.

Nobody in it is real, and nothing in it may be used to decide about a child.
"""

from crmo.workbench.demo.prepare import Prepared, prepare_demo
from crmo.workbench.demo.sign_ins import SIGN_INS, SignIn

__all__ = ["SIGN_INS", "Prepared", "SignIn", "prepare_demo"]
