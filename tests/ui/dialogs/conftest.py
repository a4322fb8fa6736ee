"""Hands for dialogs that are worked in many tests."""

import pytest
from pytestqt.qtbot import QtBot

from community_desk.ui.desk import Desk
from tests.ui.dialogs.wizard_hands import WizardHands


@pytest.fixture
def hands(desk: Desk, qtbot: QtBot) -> WizardHands:
    """Works the import wizard over an empty ledger."""
    return WizardHands(desk, qtbot)
