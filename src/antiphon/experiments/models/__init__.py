"""Nouns of this floor, one file a subject."""

from antiphon.experiments.models.experiments import Arm, Experiment, ExperimentKind, Measurement, Purpose, Unit

__all__ = ["Arm", "Experiment", "ExperimentKind", "Measurement", "Purpose", "Unit"]
