"""Who may see what of the offer? All of it; but fiction never stands beside real places."""

from entrelieux.kernel.viewer import Viewer


def may_see_source(
    viewer: Viewer,  # noqa: ARG001  a rule always takes the viewer; the offer is public
    *,
    is_fiction: bool,
    offer_has_real: bool,
) -> bool:
    """Whether rows of a source are shown: fiction disappears as soon as something real is there."""
    return not (is_fiction and offer_has_real)
