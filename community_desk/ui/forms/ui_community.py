# Made from forms/community.ui by forms/make.py: generated, do not edit.
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

class Ui_CommunityForm:
    """The fields of forms/community.ui."""

    def setupUi(self, CommunityForm: QWidget) -> None:
        if not CommunityForm.objectName():
            CommunityForm.setObjectName('CommunityForm')
        self.rows = QFormLayout(CommunityForm)
        self.rows.setObjectName('rows')
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.name_label = QLabel(CommunityForm)
        self.name_label.setObjectName('name_label')
        self.name_label.setText('社区名称')
        self.rows.setWidget(0, QFormLayout.ItemRole.LabelRole, self.name_label)
        self.name = QLineEdit(CommunityForm)
        self.name.setObjectName('name')
        self.name.setAccessibleName('社区名称')
        self.name.setPlaceholderText('如 芸溪社区')
        self.rows.setWidget(0, QFormLayout.ItemRole.FieldRole, self.name)
        self.street_label = QLabel(CommunityForm)
        self.street_label.setObjectName('street_label')
        self.street_label.setText('街道（镇）')
        self.rows.setWidget(1, QFormLayout.ItemRole.LabelRole, self.street_label)
        self.street = QLineEdit(CommunityForm)
        self.street.setObjectName('street')
        self.street.setAccessibleName('街道（镇）')
        self.rows.setWidget(1, QFormLayout.ItemRole.FieldRole, self.street)
        self.district_label = QLabel(CommunityForm)
        self.district_label.setObjectName('district_label')
        self.district_label.setText('区（县）')
        self.rows.setWidget(2, QFormLayout.ItemRole.LabelRole, self.district_label)
        self.district = QLineEdit(CommunityForm)
        self.district.setObjectName('district')
        self.district.setAccessibleName('区（县）')
        self.rows.setWidget(2, QFormLayout.ItemRole.FieldRole, self.district)
        self.office_phone_label = QLabel(CommunityForm)
        self.office_phone_label.setObjectName('office_phone_label')
        self.office_phone_label.setText('办公电话')
        self.rows.setWidget(3, QFormLayout.ItemRole.LabelRole, self.office_phone_label)
        self.office_phone = QLineEdit(CommunityForm)
        self.office_phone.setObjectName('office_phone')
        self.office_phone.setAccessibleName('办公电话')
        self.office_phone.setPlaceholderText('如 0592-7057479')
        self.rows.setWidget(3, QFormLayout.ItemRole.FieldRole, self.office_phone)
        self.name_label.setBuddy(self.name)
        self.street_label.setBuddy(self.street)
        self.district_label.setBuddy(self.district)
        self.office_phone_label.setBuddy(self.office_phone)
        self.retranslateUi(CommunityForm)

    def retranslateUi(self, CommunityForm: QWidget) -> None:
        pass
