"""The top of a document: what it is, whose, of which day."""

from __future__ import annotations

from crmo.record import PartialDate, Sex
from crmo.simulate.documents.marked import Key, Marked, Pieces, capitalised
from crmo.simulate.documents.pen import Pen


def header(pen: Pen, title: Pieces, day: PartialDate) -> Pieces:
    """Return title, patient and date; the date tells all that was gathered in `date_keys`."""
    date = Marked(pen.date(day), tuple(pen.date_keys))
    return pen.say("header", title=capitalised(title), patient=_patient(pen), date=[date])


def _patient(pen: Pen) -> Pieces:
    patient = pen.record.patient
    sex: Pieces = []
    if patient.sex in (Sex.FEMALE, Sex.MALE):
        word = pen.say(f"sex_{patient.sex}")
        sex = pen.say("patient_sex", sex=_marked(word, Key("", "sex")))
    born: Pieces = []
    if patient.birth_date is not None:
        born = pen.say("patient_born", date=[pen.dated(patient.birth_date, ("", "birth_date"))])
    return pen.say("patient", id=[Marked(patient.id, (Key("", "id"),))], sex=sex, born=born)


def who(pen: Pen) -> str:
    """Return `10-year-old girl`, `boy` or `child`; the age only where it is certain."""
    patient = pen.record.patient
    word = {Sex.FEMALE: "girl", Sex.MALE: "boy"}.get(patient.sex, "child")
    age = pen.record.age_years(pen.day)
    if age is None or int(age.low) != int(age.high) or age.low < 1:
        return word
    return f"{int(age.low)}-year-old {word}"


def _marked(pieces: Pieces, key: Key) -> Pieces:
    return [Marked(piece, (key,)) if isinstance(piece, str) else piece for piece in pieces]
