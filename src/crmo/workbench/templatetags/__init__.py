"""Tags that the templates of every room may load."""
