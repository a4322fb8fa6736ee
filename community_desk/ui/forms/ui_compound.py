# Made from forms/compound.ui by forms/make.py: generated, do not edit.
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QSizePolicy, QWidget

class Ui_CompoundForm:
    """The fields of forms/compound.ui."""

    def setupUi(self, CompoundForm: QWidget) -> None:
        if not CompoundForm.objectName():
            CompoundForm.setObjectName('CompoundForm')
        self.rows = QFormLayout(CompoundForm)
        self.rows.setObjectName('rows')
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(CompoundForm)
        self.name_label.setObjectName('name_label')
        self.name_label.setText('名称')
        self.rows.setWidget(0, QFormLayout.ItemRole.LabelRole, self.name_label)
        self.name = QLineEdit(CompoundForm)
        self.name.setObjectName('name')
        self.name.setAccessibleName('名称')
        self.name.setPlaceholderText('小区或自然村，如 芸溪里')
        self.rows.setWidget(0, QFormLayout.ItemRole.FieldRole, self.name)
        self.kind_label = QLabel(CompoundForm)
        self.kind_label.setObjectName('kind_label')
        self.kind_label.setText('类型')
        self.rows.setWidget(1, QFormLayout.ItemRole.LabelRole, self.kind_label)
        self.kind = QComboBox(CompoundForm)
        self.kind.setObjectName('kind')
        sizePolicy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sizePolicy.setHorizontalStretch(0)
        sizePolicy.setVerticalStretch(0)
        sizePolicy.setHeightForWidth(self.kind.sizePolicy().hasHeightForWidth())
        self.kind.setSizePolicy(sizePolicy)
        self.kind.setAccessibleName('类型')
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(4)
        self.rows.setWidget(1, QFormLayout.ItemRole.FieldRole, self.kind)
        self.name_label.setBuddy(self.name)
        self.kind_label.setBuddy(self.kind)
        self.retranslateUi(CompoundForm)

    def retranslateUi(self, CompoundForm: QWidget) -> None:
        pass
