"""One doubt with what can be done about it, as buttons beside the sentence."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from community_desk.domain.masking import mask_ids_in
from community_desk.domain.planned import Answer, Doubt, DoubtKind
from community_desk.ui.importing.draft import ImportDraft
from community_desk.ui.importing.entries import KIND_WORDS
from community_desk.ui.importing.step import wrapped_label

# Is it one person, or are they two?
_WHO = frozenset(
    (
        DoubtKind.REPEATED_ROW,
        DoubtKind.MATCH_PROPOSED,
        DoubtKind.SAME_ID_OTHER_NAME,
        DoubtKind.NAMESAKE_AT_DOOR,
        DoubtKind.ID_REPEATED,
        DoubtKind.POSSIBLE_MATCH,
    )
)
_OF_PLACES = frozenset((DoubtKind.COMPOUND_MISSING, DoubtKind.GRID_MISSING))


def doubt_sentence(draft: ImportDraft, doubt: Doubt) -> str:
    """What is doubtful; while somebody stands by only of what kind, since it may tell numbers and categories."""
    if draft.desk.is_private:
        return KIND_WORDS.get(doubt.kind, doubt.kind.value)
    return mask_ids_in(doubt.text)


class DoubtBox(QFrame):
    """``edit_cell`` puts the cell right that the doubt is about, None where there is none.

    ``set_month`` takes January or October where that is the question.
    """

    def __init__(
        self,
        draft: ImportDraft,
        doubt: Doubt,
        *,
        edit_cell: Callable[[], None] | None,
        set_month: Callable[[int], None] | None = None,
        to_grouping: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._draft = draft
        self.doubt = doubt
        self.setProperty("look", "notice")
        theme = draft.desk.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space, theme.space // 4, theme.space // 2, theme.space // 4)
        row.setSpacing(0)
        where = f"第 {doubt.row} 行 · " if doubt.row else ""
        row.addWidget(wrapped_label(f"⚠ {where}{doubt_sentence(draft, doubt)}"), 1)
        self._verbs = row
        kind = doubt.kind
        if kind in _WHO:
            self._verb("是同一个人", lambda: draft.answer(doubt, Answer.SAME))
            self._verb("不是同一个人", lambda: draft.answer(doubt, Answer.OTHER))
        elif kind is DoubtKind.WITHDRAWN_BEFORE:
            self._verb("带回", lambda: draft.answer(doubt, Answer.BRING_BACK))
            self._verb("不带回", self._settle)
        if kind is DoubtKind.JANUARY_OR_OCTOBER and set_month is not None:
            self._verb("是 1 月", lambda: set_month(1))
            self._verb("是 10 月", lambda: set_month(10))
        elif kind in _OF_PLACES and not doubt.row and to_grouping is not None:
            self._verb("去指定", to_grouping)
        elif edit_cell is not None:
            self._verb("改这一格", edit_cell)
        if kind not in _WHO and kind is not DoubtKind.WITHDRAWN_BEFORE:
            self._verb("就这样" if doubt.row else "知道了", self._settle)

    def button(self, text: str) -> QPushButton:
        """The verb that is called so."""
        return next(button for button in self.findChildren(QPushButton) if button.text() == text)

    def _verb(self, text: str, act: Callable[[], None]) -> None:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setProperty("look", "quiet")
        button.setAccessibleName(f"{text}：{doubt_sentence(self._draft, self.doubt)}")
        button.clicked.connect(lambda _checked: act())
        self._verbs.addWidget(button)

    def _settle(self) -> None:
        self._draft.settle(frozenset((self.doubt,)))


class SettledBox(QFrame):
    """A doubt that was settled, and a way back."""

    def __init__(self, draft: ImportDraft, doubt: Doubt) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(draft.desk.theme.space, 0, draft.desk.theme.space, 0)
        row.setSpacing(draft.desk.theme.space)
        row.addWidget(wrapped_label(f"✓ 已处理：{doubt_sentence(draft, doubt)}", "second"), 1)
        again = QPushButton("重新考虑")
        again.setAutoDefault(False)
        again.setProperty("look", "quiet")
        again.setAccessibleName(f"重新考虑：{doubt_sentence(draft, doubt)}")
        again.clicked.connect(lambda _checked: draft.reopen((doubt.sheet, doubt.row)))
        row.addWidget(again)
