"""Nouns of this floor, one file a subject."""

from antiphon.experiments.models.experiments import Arm, Experiment, ExperimentKind, Measurement, Purpose, Unit
from antiphon.experiments.models.mixing import MixModel, MixState

__all__ = ["Arm", "Experiment", "ExperimentKind", "Measurement", "MixModel", "MixState", "Purpose", "Unit"]
