"""The folders that `khlang demo` imports, shipped with the program."""
