"""关于: the version, where everything lies, whether the ledger is sound, and whose work is in the program."""

import platform
from collections.abc import Generator
from pathlib import Path
from typing import ClassVar

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from community_desk import __version__
from community_desk.ledger.database import Ledger
from community_desk.ledger.locations import reports_folder
from community_desk.shipped import resource_path
from community_desk.tasks.progress import Progress
from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.dialogs.sizes import begin_at
from community_desk.ui.page import verb_button
from community_desk.ui.pages.settings_section import Section, heading

# What is in the program: name, licence, whose it is.
PARTS = (
    ("Qt 6 和 PySide6", "LGPL-3.0", "The Qt Company"),
    ("Python", "PSF License", "Python Software Foundation"),
    ("SQLCipher（含 SQLite）", "BSD-3-Clause；SQLite 属公有领域", "Zetetic LLC"),
    ("sqlcipher3", "zlib", "Charles Leifer"),
    ("Peewee", "MIT", "Charles Leifer"),
    ("ReportLab、rl_accel", "BSD-3-Clause", "ReportLab Inc."),
    ("Pillow", "MIT-CMU", "Jeffrey A. Clark 等"),
    ("cryptography", "Apache-2.0 或 BSD-3-Clause", "Python Cryptographic Authority"),
    ("filelock", "Unlicense 或 MIT", "tox-dev"),
    ("python-calamine", "MIT", "Dmitriy 等"),
    ("XlsxWriter", "BSD-2-Clause", "John McNamara"),
    ("QtAwesome、Material Design Icons", "MIT；Apache-2.0", "Spyder；Pictogrammers"),
    ("Noto Sans SC", "SIL OFL 1.1", "Google、Adobe"),
    ("HanaMinB（花园明朝）", "SIL OFL 1.1 或 Hanazono License", "GlyphWiki"),
    ("通用规范汉字读音（pypinyin-dict）", "MIT", "mozillazg"),
)
_TEXTS = (
    ("Noto Sans SC", ("fonts", "NotoSansSC-OFL.txt")),
    ("HanaMinB", ("fonts", "HanaMin-LICENSE.txt")),
    ("pypinyin-dict", ("pinyin", "LICENSE.pypinyin.txt")),
)


class AboutSection(Section):
    """Read by somebody who telephones because something does not work."""

    name: ClassVar[str] = "about"
    title: ClassVar[str] = "关于"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.check_button = self.add_verb("检查台账", "mdi6.stethoscope", self.check, main=True)
        column = self.add_scrolled()
        facts = QGridLayout()
        facts.setHorizontalSpacing(2 * desk.theme.space)
        facts.setVerticalSpacing(desk.theme.space)
        facts.setColumnStretch(1, 1)
        for place, (word, text, folder) in enumerate(self._facts()):
            label = QLabel(word)
            label.setProperty("look", "second")
            facts.addWidget(label, place, 0)
            facts.addWidget(text_label(text), place, 1)
            if folder is not None:
                facts.addWidget(self._open_button(word, folder), place, 2)
        column.addLayout(facts)
        self.result = text_label("")
        self.result.setAccessibleName("检查结果")
        self.result.hide()
        column.addWidget(self.result)
        column.addWidget(heading("用到的软件和字体"))
        parts = QGridLayout()
        parts.setHorizontalSpacing(2 * desk.theme.space)
        parts.setVerticalSpacing(desk.theme.space // 2)
        parts.setColumnStretch(1, 1)
        for place, texts in enumerate(PARTS):
            parts.addWidget(QLabel(texts[0]), place, 0)
            parts.addWidget(text_label(" · ".join(texts[1:]), "second"), place, 1)
        column.addLayout(parts)
        row = QHBoxLayout()
        row.setSpacing(desk.theme.space)
        for name, path in _TEXTS:
            row.addWidget(self._licence_button(name, resource_path(*path)))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def check(self) -> None:
        """Read the whole ledger and say what is wrong."""
        ledger = self.desk.ledger
        self.check_button.setEnabled(False)
        self._tell("正在检查，可以继续做别的。", "second")
        self.desk.jobs.run(
            "正在检查台账",
            lambda: _check(ledger),
            done=self._checked,
            failed=lambda refusal: self._checked([refusal.sentence]),
            cancelled=self._stopped,
        )

    def _checked(self, faults: list[str]) -> None:
        self.check_button.setEnabled(True)
        if faults:
            said = "\n".join(("台账有问题，请从备份恢复或请技术人员看：", *faults))
            self._tell(said, "error")
        else:
            self._tell(f"{self.desk.now():%H:%M} 检查完毕：台账完好。", "done")

    def _stopped(self) -> None:
        self.check_button.setEnabled(True)
        self.result.hide()

    def _tell(self, text: str, look: str) -> None:
        self.result.setText(text)
        self.result.setProperty("look", look)
        self.result.style().polish(self.result)
        self.result.show()

    def _facts(self) -> tuple[tuple[str, str, Path | None], ...]:
        return (
            ("程序", f"社区工作台 {__version__}", None),
            ("台账文件夹", str(self.desk.folder), self.desk.folder),
            ("问题报告", f"{reports_folder()}（不含居民资料）", reports_folder()),
            (
                "运行环境",
                f"Python {platform.python_version()}，Qt {pyside_version}，{platform.system()} {platform.release()}",
                None,
            ),
        )

    def _open_button(self, word: str, folder: Path) -> QPushButton:
        button = verb_button("打开", "mdi6.folder-open", lambda: self.open_folder(folder))
        button.setAccessibleName(f"打开{word}")
        button.setProperty("look", "quiet")
        return button

    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's own window."""
        if not folder.is_dir():
            self.desk.say("还没有问题报告，这个文件夹还没有建。")
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.desk.refused.emit(f"打不开文件夹，请自己找到它：{folder}")

    def _licence_button(self, name: str, file: Path) -> QPushButton:
        button = verb_button(f"{name} 许可全文", "", lambda: self.show_licence(name, file))
        button.setProperty("look", "quiet")
        return button

    def show_licence(self, name: str, file: Path) -> None:
        """Show the text of a licence."""
        dialog = QDialog(self.window())
        dialog.setWindowTitle(f"{name} 许可全文")
        begin_at(dialog, self.desk.theme, 640, 480)
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setAccessibleName(f"{name} 许可全文")
        text.setPlainText(file.read_text(encoding="utf-8"))
        column = QVBoxLayout(dialog)
        column.addWidget(text)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _check(ledger: Ledger) -> Generator[Progress, None, list[str]]:
    yield Progress(0, 0, "正在检查台账")
    return ledger.faults()
