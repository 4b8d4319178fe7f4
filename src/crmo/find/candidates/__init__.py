"""Each candidate's events as a record that `crmo open` shows, and as a chart for review."""
