"""Correcting: every entry with its history; corrected, taken back with a reason, and back again.

Nothing is changed or deleted. A correction is a new entry that supersedes the one that counted;
a retraction names the entry that no longer counts. What a record makes of them (see
`crmo.record.PatientRecord`) decides what each button does:

- *Correct* appends the entry as it should be; it supersedes the version that counted.
- *Undo this correction* takes back that version alone: what it had replaced counts again.
- *Take back* retracts the version that counts and every version before it, so that none of them
  comes back to life.
- *Enter again* undoes a taking back: retractions themselves are never undone, so the newest
  version is appended once more, superseding its own retracted self. The history stays one line,
  and whatever that version had replaced stays replaced.
"""
