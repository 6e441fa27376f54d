"""What calls add to the rooms below, from ``ready()``."""

from entrelieux.networks.arrivals import messages, own, tasks


def register() -> None:
    messages.register()
    own.register()
    tasks.register()
