"""The time axis: treatments, scores, blood values, scans and flares over one calendar."""

from crmo.report.time_axis.gather import chart_of
from crmo.report.time_axis.picture import standing_svg, time_axis_html
from crmo.report.time_axis.values import Chart

__all__ = ["Chart", "chart_of", "standing_svg", "time_axis_html"]
