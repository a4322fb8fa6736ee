"""工作台: how many there are, what wants doing next, and what was left half written."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from community_desk.ledger import backups, drafts
from community_desk.ledger.drafts import DraftOffer
from community_desk.ledger.due_today import DueToday, due_today
from community_desk.ledger.overview import Overview, Todo, overview
from community_desk.ui import icons
from community_desk.ui.desk import Desk
from community_desk.ui.half_written import NEW, half_written
from community_desk.ui.home_care import HomeCare
from community_desk.ui.page import Page, verb_button

_ICONS = {
    "death_to_verify": "mdi6.account-question-outline",
    "back_due": "mdi6.home-import-outline",
    "contact_review": "mdi6.calendar-clock",
    "birthday": "mdi6.cake-variant-outline",
    "paper_out": "mdi6.file-document-alert-outline",
    "backup": "mdi6.content-save-alert-outline",
    "import_doubts": "mdi6.table-question",
    "odd_name": "mdi6.format-text-variant",
    "no_door": "mdi6.home-off-outline",
    "no_grid": "mdi6.map-marker-off-outline",
    "no_id": "mdi6.card-account-details-outline",
}
# What a line of these says would tell a bystander why somebody is looked after.
_PRIVATE = {"death_to_verify", "contact_review"}
# What of the settings a thing to do is about, where no row of the ledger is.
_SECTIONS = {"backup": "backup", "import_doubts": "imports"}


class HomePage(Page):
    """The first page of the morning."""

    name: ClassVar[str] = "home"
    title: ClassVar[str] = "工作台"
    icon: ClassVar[str] = "mdi6.home-outline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        space = desk.theme.space
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * space)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inside)
        self.body.addWidget(scroll, 1)
        self.add_verb("导入台账", "mdi6.table-arrow-right", lambda: desk.open("import", ""))
        self.add_verb("打印走访单", "mdi6.printer-outline", lambda: desk.open("visits", ""), main=True)
        self.overview: Overview | None = None
        self.due = DueToday((), (), ())
        self._drafts: tuple[DraftOffer, ...] = ()
        self._is_stale = False  # who stands by came or went while another page was shown
        desk.changed.connect(lambda _: self._ask_if_shown())
        desk.privacy_changed.connect(lambda _: self._cover_or_show())
        desk.operator_changed.connect(lambda _: self._ask_if_shown())

    def arrive(self) -> None:
        """Ask anew what is true today."""
        if self._is_stale and self.overview is not None:
            self._show(self.overview, self._drafts, self.due)
        self._ask()

    def _ask_if_shown(self) -> None:
        if self.isVisible():
            self._ask()

    def _ask(self) -> None:
        desk = self.desk
        today, ledger_uid, place = desk.today(), desk.ledger.keys.ledger_uid, desk.ledger.folder.backups

        def query() -> tuple[Overview, tuple[DraftOffer, ...], DueToday]:
            newest = next(iter(backups.backups_of(ledger_uid, place)), None)
            day = newest.made_at.astimezone().date() if newest else None
            typed = tuple(drafts.list_drafts(operator=desk.operator))
            return overview(today=today, last_backup=day), typed, due_today(today=today)

        desk.jobs.ask(self, "overview", query, lambda answer: self._show(*answer))

    def _cover_or_show(self) -> None:
        if not self.isVisible():
            self._is_stale = True
        elif self.overview is not None:
            self._show(self.overview, self._drafts, self.due)

    def _show(self, found: Overview, half_written: tuple[DraftOffer, ...], due: DueToday) -> None:
        self.overview, self._drafts, self.due = found, half_written, due
        self._is_stale = False
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.set_title(f"{_greeting(self.desk.now())}，{self.desk.operator}")
        now = self.desk.now()
        self.set_count(f"{now:%Y}年{now.month}月{now.day}日　星期{'一二三四五六日'[now.weekday()]}")
        if found.residents == 0 and found.doors == 0:
            self._column.addWidget(self._first_steps())
        else:
            self._column.addWidget(self._figures(found))
        if half_written:
            self._column.addWidget(self._half_written(half_written))
        if HomeCare.has_anything(due):
            self._column.addWidget(HomeCare(self.desk, due))
        if found.residents or found.todos:
            self._column.addWidget(self._todos(found.todos))
        self._column.addStretch(1)
        self.status_changed.emit(f"{found.residents:,} 位居民 · {found.households:,} 户")

    def _figures(self, found: Overview) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.desk.theme.space)
        away = f"其中外出 {found.away:,}" if found.away else "都在家"
        empty = f"其中空置 {found.empty_doors:,}" if found.empty_doors else "没有空置"
        new = f"近 30 天新登记 {found.new_in_30_days:,}" if found.new_in_30_days else f"{found.grids} 个网格"
        figures = (
            ("居民", found.residents, "人", away, "residents"),
            ("户", found.households, "户", new, "households"),
            ("住房", found.doors, "套", empty, "dwellings"),
            ("楼栋、巷", found.buildings, "栋", f"{found.compounds} 个小区、自然村", "dwellings"),
        )
        for place, (word, number, unit, more, page) in enumerate(figures):
            grid.addWidget(self._figure(word, f"{number:,}", unit, more, page), 0, place)
            grid.setColumnStretch(place, 1)
        return box

    def _figure(self, word: str, number: str, unit: str, more: str, page: str) -> QWidget:
        card = self._card()
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        row = QHBoxLayout()
        name = _label(word, "second")
        row.addWidget(name)
        row.addStretch(1)
        go = verb_button("查看", "", lambda: self.desk.open(page, ""))
        go.setAccessibleName(f"查看{word}")
        go.setProperty("look", "quiet")
        row.addWidget(go)
        column.addLayout(row)
        figure = _label(f"{number} {unit}", "title")
        column.addWidget(figure)
        column.addWidget(_label(more, "second"))
        return card

    def _first_steps(self) -> QWidget:
        card = self._card()
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(_label("台账还是空的，从这里开始", "heading"))
        column.addWidget(
            _label(
                "有现成的 Excel 台账就直接导入，一户一户地看过再写进来；没有就先登记楼栋和第一户。", "second"
            )
        )
        row = QHBoxLayout()
        for text, icon, kind, uid, main in (
            ("导入 Excel 台账", "mdi6.table-arrow-right", "import", "", True),
            ("登记小区和楼栋", "mdi6.office-building-plus-outline", "settings", "places", False),
            ("新增户", "mdi6.account-multiple-plus-outline", "households", "", False),
        ):
            row.addWidget(verb_button(text, icon, self._opener(kind, uid), main=main))
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _opener(self, kind: str, uid: str = "") -> Callable[[], None]:
        return lambda: self.desk.open(kind, uid)

    def _half_written(self, offers: tuple[DraftOffer, ...]) -> QWidget:
        card = self._card()
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(_label("上次没有保存的内容", "heading"))
        for offer in offers:
            form = half_written(offer.form)
            word = form.words
            row = QHBoxLayout()
            when = datetime.fromisoformat(offer.updated_at).astimezone()
            row.addWidget(_label(f"{word}　{when.month}月{when.day}日 {when:%H:%M} 写到一半", ""), 1)
            if form.page:
                row_uid = NEW if form.is_new else offer.row_uid
                go = verb_button("接着写", "mdi6.pencil-outline", self._opener(form.page, row_uid))
                go.setAccessibleName(f"接着写{word}")
                row.addWidget(go)
            drop = verb_button("不要了", "", self._dropper(offer))
            drop.setAccessibleName(f"丢弃{word}")
            drop.setProperty("look", "quiet")
            row.addWidget(drop)
            column.addLayout(row)
        return card

    def _dropper(self, offer: DraftOffer) -> Callable[[], None]:
        def drop() -> None:
            self.desk.attempt(
                lambda: drafts.drop_draft(form=offer.form, row_uid=offer.row_uid, operator=offer.operator)
            )
            self._ask()

        return drop

    def _todos(self, todos: tuple[Todo, ...]) -> QWidget:
        card = self._card()
        column = card.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(_label("接下来做什么", "heading"))
        if not todos:
            column.addWidget(_label("眼下没有要处理的事。", "second"))
        for place, todo in enumerate(todos):
            if place:
                line = QFrame()
                line.setProperty("look", "line")
                column.addWidget(line)
            column.addLayout(self._todo(todo))
        return card

    def _todo(self, todo: Todo) -> QHBoxLayout:
        space = self.desk.theme.space
        row = QHBoxLayout()
        row.setSpacing(space)
        picture = QLabel()
        picture.setFixedWidth(self.desk.theme.pixels(24))
        icons.show_icon(picture, _ICONS[todo.kind.value], "second")
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(space // 4)
        words.addWidget(_label(todo.sentence, ""))
        shown = () if self.desk.is_private and todo.kind.value in _PRIVATE else todo.lines[:3]
        if shown:
            rest = f"　等 {todo.count} 项" if todo.count > len(shown) else ""
            words.addWidget(_label("；".join(line.text for line in shown) + rest, "second"))
        row.addLayout(words, 1)
        uids = _SECTIONS.get(todo.kind.value) or ",".join(todo.uids)
        go = verb_button("去处理", "", self._opener(todo.page, uids) if todo.page else self._opener("home"))
        go.setAccessibleName(f"去处理：{todo.sentence}")
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("look", "card")
        column = QVBoxLayout(card)
        space = self.desk.theme.space
        column.setContentsMargins(2 * space, space + space // 2, 2 * space, space + space // 2)
        column.setSpacing(space)
        return card


def _label(text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        label.setProperty("look", look)
    return label


def _greeting(now: datetime) -> str:
    """How one greets at this hour."""
    if now.hour < 11:
        return "早上好"
    if now.hour < 13:
        return "中午好"
    return "下午好" if now.hour < 18 else "晚上好"
