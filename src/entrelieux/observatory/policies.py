"""Who may have a study of the whole country worked out: it costs seconds, and stays."""

from entrelieux.kernel.viewer import Role, Viewer


def may_ask_runs(viewer: Viewer) -> bool:
    """Those who animate a network, and who runs the site."""
    return viewer.is_operator or any(one.role == Role.ANIMATOR for one in viewer.mandates)
