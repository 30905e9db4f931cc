"""Journeys: what met people on the way to a conversion, or to none, on both sides of the house."""

from .building import Journeys, Traveled, Untouched, journey_to, journeys_of, journeys_to, why_untouched
from .conversions import Conversion, Kind, conversion_of, conversions_in, conversions_of
from .places import Place, ShownOn, places_of
from .touches import Met

__all__ = [
    "Conversion",
    "Journeys",
    "Kind",
    "Met",
    "Place",
    "ShownOn",
    "Traveled",
    "Untouched",
    "conversion_of",
    "conversions_in",
    "conversions_of",
    "journey_to",
    "journeys_of",
    "journeys_to",
    "places_of",
    "why_untouched",
]
