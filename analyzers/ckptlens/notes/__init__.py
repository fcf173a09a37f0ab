"""What a run did beside making variables, saving and restoring: one kind of fact for each thing that rules ask about.

The models of `tf_api` write them with ``machine.facts.add``; a rule reads those of one kind with ``trace.noted(Kind)``.
"""

from ckptlens.notes.checkpoints import (
    AbsentTensor,
    Collided,
    Collision,
    Damage,
    Damaged,
    EagerMap,
    Holder,
    NothingAssigned,
    OpenMap,
    Reencoded,
    SavedObjects,
    StateElsewhere,
    ToldCheckpoint,
)
from ckptlens.notes.failures import (
    Building,
    BuiltLater,
    EagerMetaGraph,
    FailedCheck,
    Failure,
    KerasRefusal,
    MissingModule,
    Mix,
    MixedModes,
    Training,
)
from ckptlens.notes.naming import AutomaticScope, CountedScope, HiddenContainer, KeptVariable, TrainedAlone, UnseenWeights
from ckptlens.notes.sessions import Initialized, InitialValues, OtherKind, Session, SessionRestore, SessionSaver, WarmStart

__all__ = [
    "AbsentTensor",
    "AutomaticScope",
    "Building",
    "BuiltLater",
    "Collided",
    "Collision",
    "CountedScope",
    "Damage",
    "Damaged",
    "EagerMap",
    "EagerMetaGraph",
    "FailedCheck",
    "Failure",
    "HiddenContainer",
    "Holder",
    "InitialValues",
    "Initialized",
    "KeptVariable",
    "KerasRefusal",
    "MissingModule",
    "Mix",
    "MixedModes",
    "NothingAssigned",
    "OpenMap",
    "OtherKind",
    "Reencoded",
    "SavedObjects",
    "Session",
    "SessionRestore",
    "SessionSaver",
    "StateElsewhere",
    "ToldCheckpoint",
    "TrainedAlone",
    "Training",
    "UnseenWeights",
    "WarmStart",
]
