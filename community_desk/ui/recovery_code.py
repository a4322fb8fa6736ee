"""The recovery code on the screen, and the three ways to keep it: print, save as PDF, write down."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from community_desk.domain.errors import UserError
from community_desk.ui.aside import Aside
from community_desk.ui.page import verb_button
from community_desk.ui.password_field import message_label
from community_desk.ui.theme import Theme


class RecoveryCode(QWidget):
    """Shows ``code``; ``is_kept`` once it was printed, saved, or confirmed as written down."""

    kept = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.code = ""
        self.community = ""
        self.aside = Aside(self)
        self._printed = False
        self._shown = QLabel()
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPointSizeF(1.5 * self.font().pointSizeF())
        font.setBold(True)
        self._shown.setFont(font)
        self._shown.setAccessibleName("恢复码")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._shown.setProperty("look", "card")
        self._shown.setContentsMargins(theme.space, 2 * theme.space, theme.space, 2 * theme.space)
        self.print_button = verb_button("打印恢复页…", "mdi6.printer", self.print_it)
        self.save_button = verb_button("存为 PDF…", "mdi6.content-save", self.choose_file)
        self.written = QCheckBox("我已经一个字一个字抄下来，放在电脑以外的地方")
        self.written.toggled.connect(self._told)
        self.state = QLabel()
        self.state.setProperty("look", "done")
        self.state.setWordWrap(True)
        self.message = message_label()
        row = QHBoxLayout()
        row.setSpacing(theme.space)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space)
        column.addWidget(self._shown)
        column.addLayout(row)
        column.addWidget(self.written)
        column.addWidget(self.state)
        column.addWidget(self.message)
        self.setFocusProxy(self.print_button)
        self.aside.busy_changed.connect(self._busy)

    def show_code(self, code: str, community: str) -> None:
        """Show a code that nobody has kept yet."""
        self.code, self.community = code, community
        self._printed = False
        self._shown.setText(code)
        self.written.setChecked(False)
        self.state.clear()
        self.message.hide()

    @property
    def is_kept(self) -> bool:
        """Whether the code lies somewhere outside this window."""
        return self._printed or self.written.isChecked()

    def print_it(self) -> None:
        """Print the page on a printer that the user chooses."""
        from community_desk.printing.fonts import load_fonts  # noqa: PLC0415 - only now needed
        from community_desk.tasks.print_recovery_page import prepare_recovery_page  # noqa: PLC0415
        from community_desk.ui.printing_out import ask_for_printer, print_pages  # noqa: PLC0415

        self.message.hide()
        fonts = load_fonts()
        document = prepare_recovery_page(self.code, community=self.community, now=_now())
        try:
            order = ask_for_printer(self, document.pages, title=document.title, fonts=fonts)
        except UserError as refusal:
            self._refused(refusal)
            return
        if order is not None:
            self._do(
                lambda: sum(1 for _ in print_pages(order, document.pages, fonts)), "恢复页已经送到打印机。"
            )

    def choose_file(self) -> None:
        """Ask where the PDF goes, and write it."""
        chosen, _ = QFileDialog.getSaveFileName(
            self, "恢复页存为 PDF", str(Path.home() / "台账恢复页.pdf"), "PDF 文件 (*.pdf)"
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, file: Path) -> None:
        """Write the page as a PDF."""
        from community_desk.tasks.print_recovery_page import (  # noqa: PLC0415 - brings ReportLab
            prepare_recovery_page,
            write_recovery_page,
        )

        self.message.hide()
        file = file if file.suffix.lower() == ".pdf" else file.with_name(f"{file.name}.pdf")
        code, community, now = self.code, self.community, _now()
        self._do(
            lambda: write_recovery_page(file, prepare_recovery_page(code, community=community, now=now)),
            f"恢复页已存到 {file}。请把它移到 U 盘或打印出来，不要和台账留在同一台电脑上。",
        )

    def _do(self, call: Callable[[], object], said: str) -> None:
        self.aside.run(call, lambda _: self._done(said), self._refused)

    def _done(self, said: str) -> None:
        self._printed = True
        self.state.setText(said)
        self.kept.emit()

    def _refused(self, refusal: UserError) -> None:
        self.message.setText(refusal.sentence)
        self.message.show()

    def _told(self, _on: bool) -> None:
        self.kept.emit()

    def _busy(self, busy: bool) -> None:
        self.print_button.setEnabled(not busy)
        self.save_button.setEnabled(not busy)


def _now() -> datetime:
    return datetime.now().astimezone()
