"""Write the whole letter from a case."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.letter.colleague import colleague_paragraphs
from crmo.report.letter.family import family_paragraphs
from crmo.report.letter.values import Letter, Voice
from crmo.report.sections.top import who_words
from crmo.report.words import age_words, date_words, language, say


def letter(case: Case, *, voice: Voice, clinic: str = "") -> Letter:
    """Return a letter of which every statement comes from the record or its assessment.

    What is not known is said to be so. No dose is named, nothing that was not recorded is
    said to be agreed, and no telephone number is made up: those paragraphs are left empty.

    Args:
        case: the record on a day.
        voice: colleague or family.
        clinic: name and place of the clinic, one or more lines.
    """
    is_family = voice is Voice.FAMILY
    return Letter(
        voice=voice,
        title=_title(case, is_family=is_family),
        sender=clinic.strip(),
        about=_about(case),
        addressee_line=_addressee(case, is_family=is_family),
        paragraphs=family_paragraphs(case) if is_family else colleague_paragraphs(case),
        foot=_foot(case, is_family=is_family),
        language=language(),
    )


def _title(case: Case, *, is_family: bool) -> str:
    if is_family:
        return say("Where things stand on {date}", date=date_words(case.on))
    return say("Clinic letter of {date}", date=date_words(case.on))


def _about(case: Case) -> str:
    patient = case.record.patient
    told = [who_words(case), age_words(patient.birth_date, case.on)]
    if patient.birth_date:
        told.append(say("born {date}", date=date_words(patient.birth_date)))
    if patient.name:
        told.append(say("id {id}", id=patient.id))
    return ", ".join(told)


def _addressee(case: Case, *, is_family: bool) -> str:
    if not is_family:
        return say("Dear colleague,")
    name = case.record.patient.name
    return say("Dear {name}, dear family,", name=name) if name else say("Dear family,")


def _foot(case: Case, *, is_family: bool) -> str:
    day = date_words(case.on)
    if is_family:
        return say(
            "Written from what is in the record on {date}. If something in it is wrong or not "
            "clear, please tell us. It is no diagnosis by a computer and takes the place of no "
            "visit.",
            date=day,
        )
    told = say(
        "Written from the record as known on {date}. What was never recorded counts as unknown, "
        "not as normal. Classification criteria were made for studies. No flag is not "
        "reassurance. Nothing here proposes a dose or ranks a treatment.",
        date=day,
    )
    files = ", ".join(each.file for each in case.knowledge.overlays)
    return f"{told} {say('Local rules were in use: {files}.', files=files)}" if files else told
