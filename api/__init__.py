"""The edge: command line, folders, pages and HTTP; knows everything, known by nobody."""
