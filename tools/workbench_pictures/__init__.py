"""Pictures of every page of the workbench, in both themes and two widths."""
