"""The window. The only room that knows Qt and the icons; it calls tasks and the ledger's verbs and readers."""
