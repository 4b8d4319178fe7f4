"""The course of the disease: lesions, pain, blood and damage, and the clinic that treats them."""

from crmo.simulate.course.children import children_of
from crmo.simulate.course.choice import ClinicPolicy
from crmo.simulate.course.course import Course
from crmo.simulate.course.part import part_of
from crmo.simulate.course.steps import run_course

__all__ = ["ClinicPolicy", "Course", "children_of", "part_of", "run_course"]
