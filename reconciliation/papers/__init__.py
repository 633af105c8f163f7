"""Papers: how entries become documents, one file per family."""
