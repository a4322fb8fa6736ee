"""外观: how large text is and in which colours, of this PC; applied at once."""

from typing import ClassVar

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout

from community_desk.ui.card_lines import text_label
from community_desk.ui.desk import Desk
from community_desk.ui.pages.settings_section import Section, heading
from community_desk.ui.theme import Scheme, TypeSize

_SAID = {
    Scheme.SYSTEM: "和 Windows 的浅色、深色、高对比设置一样",
    Scheme.LIGHT: "白底黑字",
    Scheme.DARK: "深底浅字，灯光暗时不刺眼",
    Scheme.CONTRAST: "黑底白字加黄色，看不清时用",
}


class LookSection(Section):
    """Two rows of choices."""

    name: ClassVar[str] = "look"
    title: ClassVar[str] = "外观"
    about: ClassVar[str] = "只对这台电脑有效，选了马上就变。"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        column = self.add_scrolled()
        self.sizes: dict[TypeSize, QRadioButton] = {}
        self.schemes: dict[Scheme, QRadioButton] = {}
        column.addWidget(heading("字号"))
        group = QButtonGroup(self)
        for size in TypeSize:
            self.sizes[size] = self._choice(column, group, f"{size.word}（{size.points:g} 磅）")
        column.addWidget(heading("颜色"))
        group = QButtonGroup(self)
        for scheme in Scheme:
            self.schemes[scheme] = self._choice(column, group, f"{scheme.word}：{_SAID[scheme]}")
        column.addWidget(text_label("超期、关爱这些意思都另有文字，不只靠颜色区分。", "second"))
        column.addStretch(1)
        self.refresh()
        for button in (*self.sizes.values(), *self.schemes.values()):
            button.clicked.connect(lambda _: self._apply())

    def refresh(self) -> None:
        """Show what is on."""
        self.sizes[self.desk.theme.type_size].setChecked(True)
        self.schemes[self.desk.theme.scheme].setChecked(True)

    def _choice(self, column: QVBoxLayout, group: QButtonGroup, text: str) -> QRadioButton:
        button = QRadioButton(text)
        button.setAccessibleName(text)
        group.addButton(button)
        column.addWidget(button)
        return button

    def _apply(self) -> None:
        size = next(size for size, button in self.sizes.items() if button.isChecked())
        scheme = next(scheme for scheme, button in self.schemes.items() if button.isChecked())
        self.desk.preferences.put("look/type_size", size.value)
        self.desk.preferences.put("look/scheme", scheme.value)
        self.desk.theme.apply(scheme, size)
