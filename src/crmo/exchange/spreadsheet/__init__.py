"""The clinic spreadsheet: its template, its reader, its writer."""

from crmo.exchange.spreadsheet.csv_file import is_sheet_csv
from crmo.exchange.spreadsheet.read import read, read_csv_folder
from crmo.exchange.spreadsheet.template import write_template, write_template_csv
from crmo.exchange.spreadsheet.write import write, write_csv_folder, write_workbook

__all__ = [
    "is_sheet_csv",
    "read",
    "read_csv_folder",
    "write",
    "write_csv_folder",
    "write_template",
    "write_template_csv",
    "write_workbook",
]
