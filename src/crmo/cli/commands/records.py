"""Commands on children's records: open, assess, template, demo."""

from __future__ import annotations

from pathlib import Path

from crmo.cli.options import OnDay, OutFolder, Overlay, PageLanguage, day_asked


def open_files(
    *files: Path,
    out: OutFolder = Path("crmo-pages"),
    on: OnDay = None,
    pdf: bool = False,
    json: bool = False,
    browser: bool = False,
    language: PageLanguage = "en",
    knowledge: Overlay = None,
) -> int:
    """Read files about children and write a page for each child.

    Args:
        files: crmo records (JSON, YAML), FHIR R4 (bundle, resource, NDJSON, folder), the clinic
            spreadsheet (xlsx, or a folder of CSV).
        out: folder for the pages.
        on: day of the assessment, such as 2024-05-17; today if not given.
        pdf: also write one A4 page per child (needs the extra crmo[pdf]).
        json: also write the record and its assessments as JSON.
        browser: show the first page in the browser.
        language: of the pages: en, or de (German; the rules' own sentences stay English).
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.open_files import open_all

    return open_all(
        files,
        out=out,
        on=day_asked(on),
        pdf=pdf,
        json=json,
        browser=browser,
        overlay=knowledge,
        language=language,
    )


def assess(
    *files: Path,
    on: OnDay = None,
    rule: str | None = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Say in the terminal what the rules make of each child.

    Args:
        files: as for `crmo open`.
        on: day of the assessment; today if not given.
        rule: only this rule, with every reason and every missing fact.
        json: write JSON to standard output instead of tables.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.assess_files import assess_all

    return assess_all(files, on=day_asked(on), rule=rule, json=json, overlay=knowledge)


def template(path: Path = Path("crmo-template.xlsx"), *, csv: bool = False) -> int:
    """Write the empty clinic spreadsheet.

    Args:
        path: file to write, or the folder with --csv.
        csv: write a folder of CSV files instead of one xlsx.
    """
    from crmo.cli.template import write

    return write(path, csv=csv)


def demo(
    name: str = "relapsing",
    *,
    out: OutFolder = Path("crmo-pages"),
    pdf: bool = False,
    language: PageLanguage = "en",
) -> int:
    """Open an invented child and say where the page is.

    Args:
        name: relapsing, or undiagnosed.
        out: folder for the page.
        pdf: also write the one-page PDF.
        language: of the page: en, or de (German).
    """
    from crmo.cli.open_files import open_example

    return open_example(name, out=out, pdf=pdf, language=language)
