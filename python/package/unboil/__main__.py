"""The command `unboil`, as `python -m unboil`."""
