"""The cohort at a glance: how many, which bones, which drugs, how active, how complete."""
