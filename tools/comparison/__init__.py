"""Virtual children beside published numbers: the cohort, the results, and the pictures."""
