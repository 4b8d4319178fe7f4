"""A child's page: who it is, when it comes, how it is and was, scans and visits compared."""
