"""Finding anything by anything a clerk may type."""


def refresh(transaction_id: int) -> None:
    """Bring the index up to date with what the transaction's log rows say, before it commits."""
