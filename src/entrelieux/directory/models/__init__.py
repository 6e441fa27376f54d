"""The offer, what a place allows and owns, and what is said of it here."""

from entrelieux.directory.models.confirming import Asked, Campaign, PlaceChange, Suggestion
from entrelieux.directory.models.life import PlaceFunction, PlaceLimit, PlaceWish, Space, Validity
from entrelieux.directory.models.offer import (
    Organisation,
    Permanence,
    PermanenceChange,
    Place,
    Publication,
    Record,
    Service,
)
from entrelieux.directory.models.said import PlaceStatement, SamePlace

__all__ = (
    "Asked",
    "Campaign",
    "Organisation",
    "Permanence",
    "PermanenceChange",
    "Place",
    "PlaceChange",
    "PlaceFunction",
    "PlaceLimit",
    "PlaceStatement",
    "PlaceWish",
    "Publication",
    "Record",
    "SamePlace",
    "Service",
    "Space",
    "Suggestion",
    "Validity",
)
