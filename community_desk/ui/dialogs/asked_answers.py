"""What the preview of a life event asks: who is head from now on, and whose relation to the head is not known."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from community_desk.ledger.previews import Preview
from community_desk.ui import form_choices
from community_desk.ui.dialogs.life_event_kinds import Answers
from community_desk.ui.theme import Theme


class AskedAnswers(QWidget):
    """Fields for the questions of the newest preview; an answer given before is kept while its question stands."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.answers = Answers()
        self._signature: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.space, 0, 0)
        self._column.setSpacing(theme.space // 2)
        self.hide()

    def ask(self, found: Preview, *, staying: str, heads: bool = True) -> None:
        """Show the questions of ``found``; of the household ``staying`` (uid; "" means any) the head is a "new_head".

        Without ``heads`` only relations are asked: the form says itself who is head.
        """
        choices = found.heads if heads else ()
        signature = (
            tuple((choice.household_uid, frozenset(choice.candidates)) for choice in choices),
            tuple((gap.resident_uid, gap.head) for gap in found.relations),
        )
        if signature == self._signature:
            return
        self._signature = signature
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        kept, self.answers = self.answers, Answers()
        for choice in choices:
            known = [(uid, name) for uid, name in choice.candidates if uid]
            if len(known) > 1:
                argument = "new_head" if choice.household_uid == staying or not staying else "head"
                self._ask_head(f"{choice.place}的户主", argument, known, choice.proposed_uid, kept)
        for gap in found.relations:
            self._ask_relation(f"{gap.name}是户主{gap.head}的", gap.resident_uid, kept)
        self.setVisible(self._column.count() > 0)

    def _ask_head(
        self, words: str, argument: str, people: list[tuple[str, str]], proposed: str, kept: Answers
    ) -> None:
        box = QComboBox()
        for uid, name in people:
            box.addItem(name, uid)
        chosen = kept.heads.get(argument, "")
        box.setCurrentIndex(max(box.findData(chosen or proposed), 0))
        if chosen and box.currentData() == chosen:
            self.answers.heads[argument] = chosen
        box.currentIndexChanged.connect(lambda _: self._head_chosen(argument, str(box.currentData())))
        self._put(words, box)

    def _ask_relation(self, words: str, uid: str, kept: Answers) -> None:
        line = QLineEdit(kept.relations.get(uid, ""))
        form_choices.offer_relations(line)
        line.setPlaceholderText("如 妻、孙子；不清楚可空着")
        if line.text():
            self.answers.relations[uid] = line.text()
        line.editingFinished.connect(lambda: self._relation_typed(uid, line.text().strip()))
        self._put(words, line)

    def _put(self, words: str, widget: QWidget) -> None:
        label = QLabel(words)
        label.setWordWrap(True)
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        self._column.addWidget(label)
        self._column.addWidget(widget)

    def _head_chosen(self, argument: str, uid: str) -> None:
        self.answers.heads[argument] = uid
        self.changed.emit()

    def _relation_typed(self, uid: str, word: str) -> None:
        if word != self.answers.relations.get(uid, ""):
            if word:
                self.answers.relations[uid] = word
            else:
                self.answers.relations.pop(uid, None)
            self.changed.emit()
