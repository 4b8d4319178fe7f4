"""A child's page and what belongs to it: who it is, when it comes, its scans and visits compared."""
