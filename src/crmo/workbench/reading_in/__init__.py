"""Files read in: looked at in a process of their own, compared, accepted entry by entry."""
