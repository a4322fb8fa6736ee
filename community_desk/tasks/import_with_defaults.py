"""An import that nobody looks at while it runs: what the file lacks is given beforehand, doubts are kept as a file."""

from collections.abc import Generator, Mapping, Sequence
from datetime import date
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.exchange.doubtful_rows import write_doubtful_rows
from community_desk.exchange.import_plan import FIELD_WORDS, Field, ImportOptions
from community_desk.exchange.planning.vocabulary import shipped_vocabulary
from community_desk.tasks.import_ledger import ImportReport, import_ledger
from community_desk.tasks.progress import Progress


def import_with_defaults(
    path: Path,
    *,
    compound: str,
    grid: str,
    columns: Mapping[str, Field],
    bring_back: bool,
    today: date,
    operator: str,
    dry_run: bool,
) -> Generator[Progress, None, ImportReport]:
    """Import a file as it was understood; ``compound`` and ``grid`` hold where the file names none.

    ``columns`` says what headings mean that were not understood (see ``columns_said``); ``bring_back`` lets people
    in whom somebody withdrew from the ledger.
    The generator returns the report. ``UserError`` if the file cannot be read or holds nobody: nothing is changed.
    """
    options = ImportOptions(compound=compound, grid=grid, columns=dict(columns), bring_back=bring_back)
    return (yield from import_ledger(path, options=options, today=today, operator=operator, dry_run=dry_run))


def columns_said(said: Sequence[str]) -> dict[str, Field]:
    """Headings and their fields from texts like "手机号=联系电话"; ``UserError`` naming the fields there are."""
    columns = {}
    for text in said:
        heading, equals, word = text.replace("＝", "=").rpartition("=")
        if not equals or not heading.strip():
            raise UserError(f"“{text}”看不懂；请写成 列名=字段，例如 手机号=联系电话。", field="column")
        columns[heading.strip()] = _field_of(word.strip())
    return columns


def _field_of(word: str) -> Field:
    """A field by its identifier, its word, or any heading that is understood as it."""
    for field, own in FIELD_WORDS.items():
        if word == own or (word and word == field.value):
            return field
    field = shipped_vocabulary().columns.match(word)[0]
    if field in FIELD_WORDS and field is not Field.NONE:
        return field
    known = "、".join(FIELD_WORDS.values())
    raise UserError(f"没有“{word}”这个字段；可以写：{known}。", field="column")


def save_doubtful_rows(report: ImportReport, path: Path) -> int:
    """Write the doubtful rows of an import as an Excel file to put right; returns how many. 0 writes nothing.

    ``UserError`` if the file cannot be written, which the import itself does not suffer from.
    """
    try:
        return write_doubtful_rows(path, report.table, report.plan, report.doubts)
    except OSError as error:
        raise UserError(
            f"导入已经完成，但有疑问的行写不进“{path}”；请确认文件没有打开、文件夹可以写。", field="doubts"
        ) from error


def save_doubtful_rows_of(report: ImportReport, path: Path) -> Generator[Progress, None, int]:
    """``save_doubtful_rows`` beside a window."""
    yield Progress(0, 0, "正在另存有疑问的行")
    return save_doubtful_rows(report, path)
