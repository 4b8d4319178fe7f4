"""Virtual patients: children who fall ill, are seen, treated and written about.

Nothing here is a real child, and nothing in it may be used to decide about one.
"""
