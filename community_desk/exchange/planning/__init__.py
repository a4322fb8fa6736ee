"""From rows to an import plan: header rows, columns, households, people, and every doubt on the way."""
