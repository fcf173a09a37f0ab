"""Which public names of TensorFlow are written in which file."""

from __future__ import annotations

NEEDS: dict[str, tuple[str, ...]] = {
    "cells": ("layer",),
    "loops": ("cells",),
    "contrib_cells": ("cells",),
    "contrib_wrappers": ("contrib_cells", "loops"),
}
"""The files whose names a file uses."""

_TABLE: tuple[tuple[str, str, str], ...] = (
    (
        "cells",
        "tf.compat.v1.nn.rnn_cell",
        "RNNCell BasicRNNCell BasicLSTMCell LSTMCell GRUCell LSTMStateTuple MultiRNNCell DropoutWrapper ResidualWrapper DeviceWrapper",
    ),
    (
        "cells",
        "tf.contrib.rnn",
        "RNNCell LayerRNNCell BasicRNNCell BasicLSTMCell LSTMCell GRUCell LSTMStateTuple MultiRNNCell DropoutWrapper ResidualWrapper "
        "DeviceWrapper",
    ),
    (
        "contrib_cells",
        "tf.contrib.rnn",
        "CoupledInputForgetGateLSTMCell TimeFreqLSTMCell GridLSTMCell BidirectionalGridLSTMCell LayerNormBasicLSTMCell NASCell UGRNNCell "
        "IntersectionRNNCell PhasedLSTMCell ConvLSTMCell Conv1DLSTMCell Conv2DLSTMCell Conv3DLSTMCell GLSTMCell LayerNormLSTMCell "
        "WeightNormLSTMCell SRUCell IndRNNCell IndyGRUCell IndyLSTMCell NTMCell MinimalRNNCell CFNCell GRUBlockCell GRUBlockCellV2 "
        "LSTMBlockCell LSTMBlockWrapper LSTMBlockFusedCell",
    ),
    ("contrib_cells", "tf.contrib.cudnn_rnn", "CudnnCompatibleLSTMCell CudnnCompatibleGRUCell"),
    (
        "contrib_wrappers",
        "tf.contrib.rnn",
        "EmbeddingWrapper InputProjectionWrapper OutputProjectionWrapper AttentionCellWrapper HighwayWrapper CompiledWrapper FusedRNNCell "
        "FusedRNNCellAdaptor TimeReversedFusedRNN stack_bidirectional_rnn stack_bidirectional_dynamic_rnn _Linear _linear",
    ),
    ("loops", "tf.contrib.rnn", "static_rnn static_state_saving_rnn static_bidirectional_rnn"),
    (
        "loops",
        "tf.compat.v1.nn",
        "dynamic_rnn static_rnn static_state_saving_rnn bidirectional_dynamic_rnn static_bidirectional_rnn raw_rnn",
    ),
)

PUBLIC: dict[str, tuple[str, str]] = {f"{root}.{name}": (module, name) for module, root, names in _TABLE for name in names.split()}
"""Public name to the file and the name in it."""
