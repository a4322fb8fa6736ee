"""An import that nobody looks at while it runs: what the file lacks is given beforehand, doubts are kept as a file."""

from collections.abc import Generator
from datetime import date
from pathlib import Path

from community_desk.domain.errors import UserError
from community_desk.exchange.doubtful_rows import write_doubtful_rows
from community_desk.exchange.import_plan import ImportOptions
from community_desk.tasks.import_ledger import ImportReport, import_ledger
from community_desk.tasks.progress import Progress


def import_with_defaults(
    path: Path, *, compound: str, grid: str, today: date, operator: str, dry_run: bool
) -> Generator[Progress, None, ImportReport]:
    """Import a file as it was understood; ``compound`` and ``grid`` hold where the file names none.

    The generator returns the report. ``UserError`` if the file cannot be read or holds nobody: nothing is changed.
    """
    options = ImportOptions(compound=compound, grid=grid)
    return (yield from import_ledger(path, options=options, today=today, operator=operator, dry_run=dry_run))


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
