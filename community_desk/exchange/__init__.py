"""Files of other programs (Excel, CSV, HTML tables) to plain data and back."""
