"""Simulated people who live on the practice networks and answer a brand."""

from antiphon.practice.people.cast import PEOPLE, Person
from antiphon.practice.people.town import Deed, Townspeople

__all__ = ["PEOPLE", "Deed", "Person", "Townspeople"]
