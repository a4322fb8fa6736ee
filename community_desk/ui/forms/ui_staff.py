# Made from forms/staff.ui by forms/make.py: generated, do not edit.
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QLineEdit, QWidget

class Ui_StaffForm:
    """The fields of forms/staff.ui."""

    def setupUi(self, StaffForm: QWidget) -> None:
        if not StaffForm.objectName():
            StaffForm.setObjectName('StaffForm')
        self.rows = QFormLayout(StaffForm)
        self.rows.setObjectName('rows')
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(StaffForm)
        self.name_label.setObjectName('name_label')
        self.name_label.setText('姓名')
        self.rows.setWidget(0, QFormLayout.ItemRole.LabelRole, self.name_label)
        self.name = QLineEdit(StaffForm)
        self.name.setObjectName('name')
        self.name.setAccessibleName('姓名')
        self.rows.setWidget(0, QFormLayout.ItemRole.FieldRole, self.name)
        self.role_label = QLabel(StaffForm)
        self.role_label.setObjectName('role_label')
        self.role_label.setText('岗位')
        self.rows.setWidget(1, QFormLayout.ItemRole.LabelRole, self.role_label)
        self.role = QLineEdit(StaffForm)
        self.role.setObjectName('role')
        self.role.setAccessibleName('岗位')
        self.role.setPlaceholderText('如 网格员')
        self.rows.setWidget(1, QFormLayout.ItemRole.FieldRole, self.role)
        self.phone_label = QLabel(StaffForm)
        self.phone_label.setObjectName('phone_label')
        self.phone_label.setText('电话')
        self.rows.setWidget(2, QFormLayout.ItemRole.LabelRole, self.phone_label)
        self.phone = QLineEdit(StaffForm)
        self.phone.setObjectName('phone')
        self.phone.setAccessibleName('电话')
        self.rows.setWidget(2, QFormLayout.ItemRole.FieldRole, self.phone)
        self.is_active = QCheckBox(StaffForm)
        self.is_active.setObjectName('is_active')
        self.is_active.setAccessibleName('在岗')
        self.is_active.setText('在岗（离开时取消）')
        self.rows.setWidget(3, QFormLayout.ItemRole.FieldRole, self.is_active)
        self.name_label.setBuddy(self.name)
        self.role_label.setBuddy(self.role)
        self.phone_label.setBuddy(self.phone)
        self.retranslateUi(StaffForm)

    def retranslateUi(self, StaffForm: QWidget) -> None:
        pass
