"""Papers from plain data: the only room that imports reportlab."""
