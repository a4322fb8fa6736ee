# Made from forms/grid.ui by forms/make.py: generated, do not edit.
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSizePolicy, QWidget
from community_desk.ui.note_edit import NoteEdit

class Ui_GridForm:
    """The fields of forms/grid.ui."""

    def setupUi(self, GridForm: QWidget) -> None:
        if not GridForm.objectName():
            GridForm.setObjectName('GridForm')
        self.rows = QFormLayout(GridForm)
        self.rows.setObjectName('rows')
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(GridForm)
        self.name_label.setObjectName('name_label')
        self.name_label.setText('网格名称')
        self.rows.setWidget(0, QFormLayout.ItemRole.LabelRole, self.name_label)
        self.name = QLineEdit(GridForm)
        self.name.setObjectName('name')
        self.name.setAccessibleName('网格名称')
        self.name.setPlaceholderText('如 第3网格')
        self.rows.setWidget(0, QFormLayout.ItemRole.FieldRole, self.name)
        self.worker_label = QLabel(GridForm)
        self.worker_label.setObjectName('worker_label')
        self.worker_label.setText('网格员')
        self.rows.setWidget(1, QFormLayout.ItemRole.LabelRole, self.worker_label)
        self.worker = QComboBox(GridForm)
        self.worker.setObjectName('worker')
        sizePolicy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sizePolicy.setHorizontalStretch(0)
        sizePolicy.setVerticalStretch(0)
        sizePolicy.setHeightForWidth(self.worker.sizePolicy().hasHeightForWidth())
        self.worker.setSizePolicy(sizePolicy)
        self.worker.setAccessibleName('网格员')
        self.worker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.worker.setMinimumContentsLength(4)
        self.rows.setWidget(1, QFormLayout.ItemRole.FieldRole, self.worker)
        self.note_label = QLabel(GridForm)
        self.note_label.setObjectName('note_label')
        self.note_label.setText('备注')
        self.rows.setWidget(2, QFormLayout.ItemRole.LabelRole, self.note_label)
        self.note = NoteEdit(GridForm)
        self.note.setObjectName('note')
        self.note.setAccessibleName('备注')
        self.rows.setWidget(2, QFormLayout.ItemRole.FieldRole, self.note)
        self.name_label.setBuddy(self.name)
        self.worker_label.setBuddy(self.worker)
        self.note_label.setBuddy(self.note)
        self.retranslateUi(GridForm)

    def retranslateUi(self, GridForm: QWidget) -> None:
        pass
