"""Which public names of TensorFlow are written in which file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDS: dict[str, tuple[str, ...]] = {
    "cells": ("layer",),
    "loops": ("cells",),
    "estimators": ("sessions",),
    "tpu": ("estimators",),
    "canned": ("estimators", "columns"),
    "contrib_cells": ("cells",),
    "contrib_wrappers": ("contrib_cells", "loops"),
    "attention": ("contrib_cells", "loops"),
    "grid_cells": ("contrib_cells",),
    "decoders": ("attention",),
    "legacy_seq2seq": ("contrib_wrappers", "attention"),
}
"""The files whose names a file uses."""

_HOOKS = (
    "SessionRunHook SessionRunArgs SessionRunContext SessionRunValues CheckpointSaverHook CheckpointSaverListener LoggingTensorHook "
    "StopAtStepHook StepCounterHook NanTensorHook SummarySaverHook GlobalStepWaiterHook FinalOpsHook FeedFnHook ProfilerHook "
    "SecondOrStepTimer"
)
_ESTIMATORS = "ModeKeys EstimatorSpec RunConfig WarmStartSettings TrainSpec EvalSpec Estimator train_and_evaluate"
_COLUMNS = (
    "numeric_column bucketized_column categorical_column_with_hash_bucket categorical_column_with_identity "
    "categorical_column_with_vocabulary_list weighted_categorical_column crossed_column indicator_column embedding_column"
)
_COLUMNS_V1 = "categorical_column_with_vocabulary_file shared_embedding_columns input_layer linear_model"
_CANNED = tuple(f"{kind}{task}" for kind in ("DNN", "Linear", "DNNLinearCombined", "Baseline") for task in ("Classifier", "Regressor"))
_TABLE: tuple[tuple[str, str, str], ...] = (
    (
        "sessions",
        "tf.compat.v1.train",
        f"{_HOOKS} Scaffold ChiefSessionCreator WorkerSessionCreator MonitoredSession SingularMonitoredSession MonitoredTrainingSession "
        "SessionManager Supervisor",
    ),
    ("sessions", "tf.compat.v1.estimator", _HOOKS),
    ("sessions", "tf.estimator", _HOOKS),
    ("estimators", "tf.compat.v1.estimator", _ESTIMATORS),
    ("estimators", "tf.estimator", _ESTIMATORS),
    ("estimators", "tf.contrib.learn", "ModeKeys=LearnModeKeys RunConfig"),
    ("tpu", "tf.compat.v1.estimator.tpu", "TPUEstimatorSpec"),
    ("tpu", "tf.contrib.tpu", "TPUEstimatorSpec"),
    ("columns", "tf.compat.v1.feature_column", f"{_COLUMNS} {_COLUMNS_V1}"),
    ("columns", "tf.feature_column", f"{_COLUMNS} categorical_column_with_vocabulary_file=categorical_column_with_vocabulary_file_v2"),
    ("canned", "tf.compat.v1.estimator", " ".join(_CANNED)),
    ("canned", "tf.estimator", " ".join(f"{name}={name}V2" for name in _CANNED)),
    ("estimators", "tf.compat.v1.estimator.inputs", "numpy_input_fn"),
    ("estimators", "tf.estimator.inputs", "numpy_input_fn"),
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
    ("slim", "tf.contrib.layers", "repeat stack optimize_loss adaptive_clipping_fn"),
    ("slim", "tf.contrib.slim.learning", "create_train_op train train_step clip_gradient_norms multiply_gradients add_gradients_summaries"),
    ("slim", "tf.contrib.slim.training", "clip_gradient_norms clip_gradient_norms_fn multiply_gradients add_gradients_summaries"),
    (
        "loops",
        "tf.compat.v1.nn",
        "dynamic_rnn static_rnn static_state_saving_rnn bidirectional_dynamic_rnn static_bidirectional_rnn raw_rnn",
    ),
    (
        "attention",
        "tf.contrib.seq2seq",
        "AttentionMechanism AttentionWrapper AttentionWrapperState BahdanauAttention BahdanauMonotonicAttention LuongAttention "
        "LuongMonotonicAttention hardmax monotonic_attention safe_cumprod _BaseAttentionMechanism _BaseMonotonicAttentionMechanism "
        "_compute_attention _maybe_mask_score _prepare_memory _luong_score _bahdanau_score _zero_state_tensors",
    ),
    (
        "decoders",
        "tf.contrib.seq2seq",
        "BasicDecoder BasicDecoderOutput BeamSearchDecoder BeamSearchDecoderOutput BeamSearchDecoderState CustomHelper Decoder "
        "FinalBeamSearchDecoderOutput GreedyEmbeddingHelper Helper InferenceHelper SampleEmbeddingHelper ScheduledEmbeddingTrainingHelper "
        "ScheduledOutputTrainingHelper TrainingHelper dynamic_decode sequence_loss tile_batch",
    ),
    (
        "legacy_seq2seq",
        "tf.contrib.legacy_seq2seq",
        "attention_decoder basic_rnn_seq2seq embedding_attention_decoder embedding_attention_seq2seq embedding_rnn_decoder "
        "embedding_rnn_seq2seq embedding_tied_rnn_seq2seq model_with_buckets one2many_rnn_seq2seq rnn_decoder sequence_loss "
        "sequence_loss_by_example tied_rnn_seq2seq",
    ),
    (
        "grid_cells",
        "tf.contrib.grid_rnn",
        "GridRNNCell Grid1BasicRNNCell Grid2BasicRNNCell Grid1BasicLSTMCell Grid2BasicLSTMCell Grid1LSTMCell Grid2LSTMCell Grid3LSTMCell "
        "Grid2GRUCell",
    ),
    (
        "crf",
        "tf.contrib.crf",
        "crf_log_likelihood crf_log_norm crf_sequence_score crf_multitag_sequence_score crf_unary_score crf_binary_score crf_decode "
        "viterbi_decode",
    ),
    (
        "metrics",
        "tf.compat.v1.metrics",
        "accuracy auc average_precision_at_k false_negatives false_negatives_at_thresholds false_positives "
        "false_positives_at_thresholds mean mean_absolute_error mean_cosine_distance mean_iou mean_per_class_accuracy "
        "mean_relative_error mean_squared_error mean_tensor percentage_below precision precision_at_k "
        "precision_at_thresholds precision_at_top_k recall recall_at_k recall_at_thresholds recall_at_top_k "
        "root_mean_squared_error sensitivity_at_specificity sparse_average_precision_at_k sparse_precision_at_k "
        "specificity_at_sensitivity true_negatives true_negatives_at_thresholds true_positives true_positives_at_thresholds",
    ),
    (
        "metrics",
        "tf.contrib.metrics",
        "streaming_mean streaming_mean_tensor streaming_percentage_less streaming_true_positives streaming_true_negatives "
        "streaming_false_positives streaming_false_negatives streaming_accuracy streaming_precision streaming_recall "
        "streaming_mean_absolute_error streaming_mean_squared_error streaming_root_mean_squared_error "
        "streaming_precision_at_thresholds streaming_recall_at_thresholds streaming_mean_relative_error "
        "streaming_mean_cosine_distance streaming_mean_iou streaming_true_positives_at_thresholds "
        "streaming_false_negatives_at_thresholds streaming_false_positives_at_thresholds "
        "streaming_true_negatives_at_thresholds streaming_false_positive_rate streaming_false_negative_rate streaming_auc "
        "streaming_specificity_at_sensitivity streaming_sensitivity_at_specificity streaming_recall_at_k "
        "streaming_sparse_recall_at_k streaming_sparse_precision_at_k streaming_sparse_average_precision_at_k "
        "streaming_covariance streaming_pearson_correlation aggregate_metrics aggregate_metric_map count",
    ),
    ("gym", "gym", "Env Wrapper ObservationWrapper ActionWrapper RewardWrapper Space"),
    ("gym", "gym.core", "Env Wrapper ObservationWrapper ActionWrapper RewardWrapper"),
    ("gym", "gym.spaces", "Space Box Discrete MultiBinary MultiDiscrete Tuple Dict"),
    ("control_flow", "tf.compat.v1", "cond case switch_case while_loop map_fn scan foldl foldr recompute_grad TensorArray"),
    ("control_flow", "tf", "switch_case map_fn scan foldl foldr recompute_grad TensorArray"),
    ("control_flow", "tf.contrib.framework", "smart_cond smart_constant_value"),
    ("control_flow", "tf.contrib.layers.utils", "smart_cond constant_value=smart_constant_value"),
    ("control_flow", "tf.python.framework.smart_cond", "smart_cond smart_constant_value"),
    ("attention", "tf.compat.v1.nn.rnn_cell", "_zero_state_tensors"),
    ("functions", "tf.compat.v1", "Defun"),
    ("functions", "tf.python.util.tf_decorator", "make_decorator unwrap"),
    ("functions", "tf.compat.v1.python.deprecation", "deprecated deprecated_args deprecated_arg_values"),
    ("functions", "tf.contrib.framework", "deprecated deprecated_args deprecated_arg_values get_name_scope"),
    ("functions", "tf.python.ops.control_flow_util", "GetContainingXLAContext"),
    ("layer", "tf.compat.v1.layers", "Layer"),
    ("functions", "tf.contrib.layers", "OPTIMIZER_CLS_NAMES"),
)
_RENAMED = {
    "tf.cond": ("control_flow", "cond_v2"),
    "tf.case": ("control_flow", "case_v2"),
    "tf.while_loop": ("control_flow", "while_loop_v2"),
    "tf.contrib.slim.training.create_train_op": ("slim", "create_train_op_of_training"),
}
"""Public names under which the code has another name."""


def _entries() -> Iterator[tuple[str, tuple[str, str]]]:
    for module, root, names in _TABLE:
        for name in names.split():
            public, _, own = name.partition("=")
            yield f"{root}.{public}", (module, own or public)


PUBLIC: dict[str, tuple[str, str]] = {**dict(_entries()), **_RENAMED}
"""Public name to the file and the name in it. A name written `public=own` has another one there."""
