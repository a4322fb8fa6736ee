"""备份和恢复: the last backup, a second place, how long backups are kept, and going back to one of them."""

from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSizePolicy

from community_desk.domain.errors import UserError
from community_desk.domain.partial_dates import display_near
from community_desk.ledger import settings
from community_desk.ledger.backups import SUFFIX, Backup, backups_of, read_about
from community_desk.tasks.daily_backup import BackedUp, back_up, check_place
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.restore_open import RestoreOpenDialog, ask_to_restore
from community_desk.ui.page import verb_button
from community_desk.ui.pages.settings_section import NumberSetting, Section
from community_desk.ui.plain_table import PlainTable
from community_desk.ui.second_place import SECOND_PLACE, second_place
from community_desk.ui.tables import Column

_MIB = 2**20


class _Line(NamedTuple):
    """A backup of the list; ``place`` in words."""

    backup: Backup
    place: str
    size: int


class _Read(NamedTuple):
    lines: list[_Line]
    is_second_there: bool


class BackupSection(Section):
    """Backups are made every day by themselves; here it is seen that they are, and what to do when they are needed."""

    name: ClassVar[str] = "backup"
    title: ClassVar[str] = "备份和恢复"
    tables: ClassVar[frozenset[str]] = frozenset({"setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dialog: RestoreOpenDialog | None = None
        self.back_up_button = self.add_verb("立即备份", "mdi6.content-save", self.back_up, main=True)
        self.state = text_label("", selectable=False)
        self.state.setAccessibleName("上次备份")
        self.rows.addWidget(self.state)
        place = QHBoxLayout()
        place.setSpacing(desk.theme.space // 2)
        self.second = text_label("", "second", selectable=False)
        self.second.setAccessibleName("第二个备份位置")
        self.second.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.choose_button = verb_button("选第二个位置…", "mdi6.usb-flash-drive-outline", self.choose_place)
        self.forget_button = verb_button("不用了", "", self.forget_place)
        self.forget_button.setAccessibleName("不再备份到第二个位置")
        self.forget_button.setProperty("look", "quiet")
        place.addWidget(self.second, 1)
        place.addWidget(self.forget_button)
        place.addWidget(self.choose_button)
        self.rows.addLayout(place)
        self.months = NumberSetting(
            desk,
            "备份最多保留",
            "个月，近的多留，越早越稀",
            key=settings.BACKUPS_KEPT_MONTHS,
            default=settings.DEFAULT_BACKUPS_KEPT_MONTHS,
            least=1,
            most=600,
        )
        self.months.setToolTip("最近两天的全留，两周内每天留一份，两个月内每周一份，再早每月一份")
        self.rows.addWidget(self.months)
        above = QHBoxLayout()
        above.setSpacing(desk.theme.space)
        caption = QLabel("已有的备份")
        caption.setProperty("look", "heading")
        above.addWidget(caption)
        self.count = QLabel()
        self.count.setProperty("look", "second")
        above.addWidget(self.count, 1)
        self.restore_button = verb_button("恢复到这一份…", "mdi6.backup-restore", self.restore)
        self.file_button = verb_button("从文件恢复…", "mdi6.folder-open", self.choose_file)
        above.addWidget(self.restore_button)
        above.addWidget(self.file_button)
        self.rows.addLayout(above)
        self.table: PlainTable[_Line] = PlainTable(
            desk,
            (
                Column("made", "时间", 10, lambda line: self._moment(line.backup)),
                Column("place", "位置", 8, lambda line: line.place),
                Column("size", "大小", 5, lambda line: f"{line.size / _MIB:,.1f} MB", is_number=True),
                Column("file", "文件", 20, lambda line: str(line.backup.path)),
            ),
            title="备份列表",
            key=lambda line: str(line.backup.path),
        )
        self.table.set_empty("还没有备份。每天会自动备份一次，也可以现在就做。")
        self.table.current_changed.connect(lambda key: self.restore_button.setEnabled(bool(key)))
        self.table.opened.connect(lambda _: self.restore())
        self.table.add_verb("恢复到这一份…", self.restore)
        self.rows.addWidget(self.table, 1)
        self.restore_button.setEnabled(False)
        desk.jobs.ended.connect(self._job_ended)

    # Showing

    def arrive(self) -> None:
        """Look again each time: a stick comes and goes without telling."""
        self.refresh()

    def refresh(self) -> None:
        """Look which backups there are."""
        self.months.load()
        ledger, second = self.desk.ledger, second_place(self.desk.preferences)
        self.desk.jobs.ask(
            self,
            "backups",
            lambda: _read(ledger.keys.ledger_uid, ledger.folder.backups, second),
            self._show,
        )

    def _show(self, found: _Read) -> None:
        lines = found.lines
        self.table.show_rows(lines)
        self.count.setText(f"{len(lines)} 份" if lines else "")
        newest = lines[0] if lines else None
        if newest is None:
            self._say("还没有备份过。", "warning")
        else:
            days = (self.desk.now() - newest.backup.made_at).days
            late = f"，已经 {days} 天没有备份" if days > 2 else ""
            where = newest.backup.path.parent
            self._say(f"上次备份：{self._moment(newest.backup)}，在 {where}{late}", "warning" if late else "")
        self._show_second(found.is_second_there)

    def _show_second(self, is_there: bool) -> None:
        place = second_place(self.desk.preferences)
        self.forget_button.setVisible(place is not None)
        self.choose_button.setText("选第二个位置…" if place is None else "换一个…")
        self.choose_button.setAccessibleName("选第二个备份位置" if place is None else "换第二个备份位置")
        if place is None:
            text, look = (
                "第二个位置：还没有选。选一个 U 盘，电脑坏了也不怕；每次备份都会再存一份到那里。",
                "second",
            )
        elif is_there:
            text, look = f"第二个位置：{place}，每次备份都会再存一份到这里。", ""
        else:
            text, look = f"第二个位置：{place} 现在不在，请插上 U 盘，再点“立即备份”。", "warning"
        self.second.setText(text)
        self.second.setProperty("look", look)
        self.second.style().polish(self.second)

    def _say(self, text: str, look: str) -> None:
        self.state.setText(text)
        self.state.setProperty("look", look)
        self.state.style().polish(self.state)

    def _moment(self, backup: Backup) -> str:
        made_at = backup.made_at.astimezone()
        return f"{display_near(made_at.date().isoformat(), today=self.desk.today())} {made_at:%H:%M}"

    def _job_ended(self, _job: object) -> None:
        if self.isVisible():
            self.refresh()

    # Verbs

    def back_up(self) -> None:
        """Back up now, also to the second place."""
        desk = self.desk
        if desk.ledger.read_only:
            desk.refused.emit(desk.why_read_only)
            return
        self.back_up_button.setEnabled(False)
        desk.jobs.run(
            "正在备份",
            partial(back_up, desk.ledger, second_place=second_place(desk.preferences)),
            done=self._backed_up,
            failed=self._failed,
            cancelled=lambda: self.back_up_button.setEnabled(True),
        )

    def _backed_up(self, made: BackedUp) -> None:
        self.back_up_button.setEnabled(True)
        self.refresh()
        if made.problem:
            self.desk.refused.emit(made.problem)
        elif made.made is None and made.second is None:
            self.desk.say("上次备份以后没有改动，不用再备份。")
        elif made.second is not None:
            self.desk.say(f"已备份，并存了一份到 {made.second.path.parent}。")
        elif made.made is not None:
            self.desk.say(f"已备份到 {made.made.path.parent}。")

    def _failed(self, refusal: UserError) -> None:
        self.back_up_button.setEnabled(True)
        self.desk.refused.emit(refusal.sentence)

    def choose_place(self) -> None:
        """Ask for a folder."""
        present = second_place(self.desk.preferences)
        start = str(present) if present is not None and present.is_dir() else str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self, "选第二个备份位置", start)
        if chosen:
            self.take_place(Path(chosen))

    def take_place(self, place: Path) -> None:
        """Have every backup stored in ``place`` too, if it can be written; the first one at once."""
        try:
            warning = check_place(place, ledger=self.desk.ledger)
        except UserError as refusal:
            self.desk.refused.emit(refusal.sentence)
            return
        self.desk.preferences.put(SECOND_PLACE, str(place))
        self.refresh()
        self.back_up()
        if warning:
            self.desk.refused.emit(warning)

    def forget_place(self) -> None:
        """Back up to the ledger's own folder alone; what lies in the second place stays there."""
        self.desk.preferences.put(SECOND_PLACE, "")
        self.refresh()

    def restore(self) -> None:
        """Go back to the chosen backup."""
        line = self.table.current
        if line is not None:
            self._ask(line.backup)

    def choose_file(self) -> None:
        """Ask for a backup file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "从备份文件恢复", str(Path.home()), f"台账备份 (*{SUFFIX});;所有文件 (*)"
        )
        if chosen:
            self.restore_file(Path(chosen))

    def restore_file(self, file: Path) -> None:
        """Go back to a backup that lies somewhere."""
        try:
            backup = read_about(file)
        except UserError as refusal:
            self.desk.refused.emit(refusal.sentence)
            return
        self._ask(backup)

    def _ask(self, backup: Backup) -> None:
        job = self.desk.jobs.running
        if job:
            self.desk.refused.emit(f"{job[0].title}，请等它完成再恢复。")
            return
        self.dialog = ask_to_restore(self.desk, self, backup)


def _read(ledger_uid: str, own: Path, second: Path | None) -> _Read:
    lines = [_line(backup, "台账文件夹") for backup in backups_of(ledger_uid, own)]
    is_there = second is not None and second.is_dir()
    if second is not None and is_there:
        lines += [_line(backup, "第二个位置") for backup in backups_of(ledger_uid, second)]
    lines.sort(key=lambda line: line.backup.made_at, reverse=True)
    return _Read(lines, is_there)


def _line(backup: Backup, place: str) -> _Line:
    try:
        size = backup.path.stat().st_size
    except OSError:  # taken out at this moment
        size = 0
    return _Line(backup, place, size)
