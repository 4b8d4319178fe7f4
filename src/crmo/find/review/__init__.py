"""People's verdicts on candidates: blinded, kept on this machine, and what follows from them."""
