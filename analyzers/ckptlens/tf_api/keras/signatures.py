"""Parameters of the constructors of built-in layers, in order, with plain defaults; those that any layer takes are left out.

`name!` is a parameter that must be given; `name` alone has a default that is not noted.

Taken from ``inspect.signature`` of TF 2.15; `KERAS_3` and `TF_1` hold what differs in Keras 3.15 and TF 1.15 (None: no such layer).
"""

from __future__ import annotations

KERAS_2: dict[str, str | None] = {
    "Activation": "activation!",
    "ActivityRegularization": "l1=0.0 l2=0.0",
    "Add": "",
    "AdditiveAttention": "use_scale=True",
    "AlphaDropout": "rate! noise_shape seed",
    "Attention": "use_scale=False score_mode='dot'",
    "Average": "",
    "AveragePooling1D": "pool_size=2 strides padding='valid' data_format='channels_last'",
    "AveragePooling2D": "pool_size=(2,2) strides padding='valid' data_format",
    "AveragePooling3D": "pool_size=(2,2,2) strides padding='valid' data_format",
    "BatchNormalization": (
        "axis=-1 momentum=0.99 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer moving_mean_initializer "
        "moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint synchronized=False"
    ),
    "Bidirectional": "layer! merge_mode='concat' weights backward_layer",
    "CategoryEncoding": "num_tokens output_mode='multi_hot' sparse=False",
    "CenterCrop": "height! width!",
    "Concatenate": "axis=-1",
    "Conv1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format='channels_last' dilation_rate=1 groups=1 activation "
        "use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint bias_constraint"
    ),
    "Conv1DTranspose": (
        "filters! kernel_size! strides=1 padding='valid' output_padding data_format dilation_rate=1 activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format dilation_rate=(1,1) groups=1 activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv2DTranspose": (
        "filters! kernel_size! strides=(1,1) padding='valid' output_padding data_format dilation_rate=(1,1) activation "
        "use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint bias_constraint"
    ),
    "Conv3D": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' data_format dilation_rate=(1,1,1) groups=1 activation "
        "use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint bias_constraint"
    ),
    "Conv3DTranspose": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' output_padding data_format dilation_rate=(1,1,1) activation "
        "use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint bias_constraint"
    ),
    "ConvLSTM1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 activation='tanh' "
        "recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint return_sequences=False return_state=False go_backwards=False stateful=False "
        "dropout=0.0 recurrent_dropout=0.0"
    ),
    "ConvLSTM2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format dilation_rate=(1,1) activation='tanh' "
        "recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint return_sequences=False return_state=False go_backwards=False stateful=False "
        "dropout=0.0 recurrent_dropout=0.0"
    ),
    "ConvLSTM3D": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' data_format dilation_rate=(1,1,1) activation='tanh' "
        "recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint return_sequences=False return_state=False go_backwards=False stateful=False "
        "dropout=0.0 recurrent_dropout=0.0"
    ),
    "Cropping1D": "cropping=(1,1)",
    "Cropping2D": "cropping=((0,0),(0,0)) data_format",
    "Cropping3D": "cropping=((1,1),(1,1),(1,1)) data_format",
    "Dense": (
        "units! activation use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint"
    ),
    "DepthwiseConv1D": (
        "kernel_size! strides=1 padding='valid' depth_multiplier=1 data_format dilation_rate=1 activation use_bias=True "
        "depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer "
        "depthwise_constraint bias_constraint"
    ),
    "DepthwiseConv2D": (
        "kernel_size! strides=(1,1) padding='valid' depth_multiplier=1 data_format dilation_rate=(1,1) activation use_bias=True "
        "depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer "
        "depthwise_constraint bias_constraint"
    ),
    "Discretization": "bin_boundaries num_bins epsilon=0.01 output_mode='int' sparse=False",
    "Dot": "axes! normalize=False",
    "Dropout": "rate! noise_shape seed",
    "ELU": "alpha=1.0",
    "EinsumDense": (
        "equation! output_shape! activation bias_axes kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint"
    ),
    "Embedding": (
        "input_dim! output_dim! embeddings_initializer embeddings_regularizer activity_regularizer embeddings_constraint "
        "mask_zero=False input_length sparse=False"
    ),
    "Flatten": "data_format",
    "GRU": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 return_sequences=False return_state=False "
        "go_backwards=False stateful=False unroll=False time_major=False reset_after=True"
    ),
    "GRUCell": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint "
        "bias_constraint dropout=0.0 recurrent_dropout=0.0 reset_after=True"
    ),
    "GaussianDropout": "rate! seed",
    "GaussianNoise": "stddev! seed",
    "GlobalAveragePooling1D": "data_format='channels_last'",
    "GlobalAveragePooling2D": "data_format keepdims=False",
    "GlobalAveragePooling3D": "data_format keepdims=False",
    "GlobalMaxPooling1D": "data_format='channels_last' keepdims=False",
    "GlobalMaxPooling2D": "data_format keepdims=False",
    "GlobalMaxPooling3D": "data_format keepdims=False",
    "GroupNormalization": (
        "groups=32 axis=-1 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer beta_regularizer "
        "gamma_regularizer beta_constraint gamma_constraint"
    ),
    "HashedCrossing": "num_bins! output_mode='int' sparse=False",
    "Hashing": "num_bins! mask_value salt output_mode='int' sparse=False",
    "Identity": "trainable=True name dtype dynamic=False",
    "IntegerLookup": (
        "max_tokens num_oov_indices=1 mask_token oov_token=-1 vocabulary vocabulary_dtype='int64' idf_weights invert=False "
        "output_mode='int' sparse=False pad_to_max_tokens=False"
    ),
    "LSTM": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 return_sequences=False "
        "return_state=False go_backwards=False stateful=False time_major=False unroll=False"
    ),
    "LSTMCell": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0"
    ),
    "Lambda": "function! output_shape mask arguments",
    "LayerNormalization": (
        "axis=-1 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer beta_regularizer gamma_regularizer "
        "beta_constraint gamma_constraint"
    ),
    "LeakyReLU": "alpha=0.3",
    "LocallyConnected1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format activation use_bias=True kernel_initializer bias_initializer "
        "kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint implementation=1"
    ),
    "LocallyConnected2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format activation use_bias=True kernel_initializer "
        "bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint "
        "implementation=1"
    ),
    "Masking": "mask_value=0.0",
    "MaxPooling1D": "pool_size=2 strides padding='valid' data_format='channels_last'",
    "MaxPooling2D": "pool_size=(2,2) strides padding='valid' data_format",
    "MaxPooling3D": "pool_size=(2,2,2) strides padding='valid' data_format",
    "Maximum": "",
    "Minimum": "",
    "MultiHeadAttention": (
        "num_heads! key_dim! value_dim dropout=0.0 use_bias=True output_shape attention_axes kernel_initializer bias_initializer "
        "kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint"
    ),
    "Multiply": "",
    "Normalization": "axis=-1 mean variance invert=False",
    "PReLU": "alpha_initializer alpha_regularizer alpha_constraint shared_axes",
    "Permute": "dims!",
    "RNN": "cell! return_sequences=False return_state=False go_backwards=False stateful=False unroll=False time_major=False",
    "RandomBrightness": "factor! value_range=(0,255) seed",
    "RandomContrast": "factor! seed",
    "RandomCrop": "height! width! seed",
    "RandomFlip": "mode='horizontal_and_vertical' seed",
    "RandomHeight": "factor! interpolation='bilinear' seed",
    "RandomRotation": "factor! fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0",
    "RandomTranslation": "height_factor! width_factor! fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0",
    "RandomWidth": "factor! interpolation='bilinear' seed",
    "RandomZoom": "height_factor! width_factor fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0",
    "ReLU": "max_value negative_slope=0.0 threshold=0.0",
    "RepeatVector": "n!",
    "Rescaling": "scale! offset=0.0",
    "Reshape": "target_shape!",
    "Resizing": "height! width! interpolation='bilinear' crop_to_aspect_ratio=False",
    "SeparableConv1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 depth_multiplier=1 activation use_bias=True "
        "depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer "
        "bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint"
    ),
    "SeparableConv2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format dilation_rate=(1,1) depth_multiplier=1 activation "
        "use_bias=True depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer pointwise_regularizer "
        "bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint"
    ),
    "SimpleRNN": (
        "units! activation='tanh' use_bias=True kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
        "recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint "
        "dropout=0.0 recurrent_dropout=0.0 return_sequences=False return_state=False go_backwards=False stateful=False "
        "unroll=False"
    ),
    "SimpleRNNCell": (
        "units! activation='tanh' use_bias=True kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
        "recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout=0.0 "
        "recurrent_dropout=0.0"
    ),
    "Softmax": "axis=-1",
    "SpatialDropout1D": "rate!",
    "SpatialDropout2D": "rate! data_format",
    "SpatialDropout3D": "rate! data_format",
    "SpectralNormalization": "layer! power_iterations=1",
    "StackedRNNCells": "cells!",
    "StringLookup": (
        "max_tokens num_oov_indices=1 mask_token oov_token='[UNK]' vocabulary idf_weights encoding='utf-8' invert=False "
        "output_mode='int' sparse=False pad_to_max_tokens=False"
    ),
    "Subtract": "",
    "TextVectorization": (
        "max_tokens standardize='lower_and_strip_punctuation' split='whitespace' ngrams output_mode='int' "
        "output_sequence_length pad_to_max_tokens=False vocabulary idf_weights sparse=False ragged=False encoding='utf-8'"
    ),
    "ThresholdedReLU": "theta=1.0",
    "TimeDistributed": "layer!",
    "UnitNormalization": "axis=-1",
    "UpSampling1D": "size=2",
    "UpSampling2D": "size=(2,2) data_format interpolation='nearest'",
    "UpSampling3D": "size=(2,2,2) data_format",
    "ZeroPadding1D": "padding=1",
    "ZeroPadding2D": "padding=(1,1) data_format",
    "ZeroPadding3D": "padding=(1,1,1) data_format",
}
KERAS_3: dict[str, str | None] = {
    "AdaptiveAveragePooling1D": "output_size! data_format",
    "AdaptiveAveragePooling2D": "output_size! data_format",
    "AdaptiveAveragePooling3D": "output_size! data_format",
    "AdaptiveMaxPooling1D": "output_size! data_format",
    "AdaptiveMaxPooling2D": "output_size! data_format",
    "AdaptiveMaxPooling3D": "output_size! data_format",
    "AdditiveAttention": "use_scale=True dropout=0.0",
    "Attention": "use_scale=False score_mode='dot' dropout=0.0 seed",
    "AugMix": (
        "value_range=(0,255) num_chains=3 chain_depth=3 factor=0.3 alpha=1.0 all_ops=True interpolation='bilinear' seed data_format"
    ),
    "AutoContrast": "value_range=(0,255)",
    "AveragePooling1D": "pool_size! strides padding='valid' data_format name",
    "AveragePooling2D": "pool_size! strides padding='valid' data_format name",
    "AveragePooling3D": "pool_size! strides padding='valid' data_format name",
    "BatchNormalization": (
        "axis=-1 momentum=0.99 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer moving_mean_initializer "
        "moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint renorm=False "
        "renorm_clipping renorm_momentum=0.99 synchronized=False"
    ),
    "CenterCrop": "height! width! data_format",
    "ContrastLimitedAdaptiveHistogramEqualization": "value_range=(0,255) clip_limit=4.0 tile_grid_size=(8,8) data_format",
    "Conv1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 groups=1 activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv3DTranspose": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' data_format output_padding dilation_rate=(1,1,1) activation "
        "use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint bias_constraint"
    ),
    "ConvLSTM1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 activation='tanh' "
        "recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed return_sequences=False return_state=False "
        "go_backwards=False stateful=False"
    ),
    "ConvLSTM2D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 activation='tanh' "
        "recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed return_sequences=False return_state=False "
        "go_backwards=False stateful=False"
    ),
    "ConvLSTM3D": (
        "filters! kernel_size! strides=1 padding='valid' data_format dilation_rate=1 activation='tanh' "
        "recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed return_sequences=False return_state=False "
        "go_backwards=False stateful=False"
    ),
    "CutMix": "factor=1.0 seed data_format",
    "Dense": (
        "units! activation use_bias=True kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "activity_regularizer kernel_constraint bias_constraint lora_rank lora_alpha quantization_config"
    ),
    "Discretization": "bin_boundaries num_bins epsilon=0.01 output_mode='int' sparse=False dtype name",
    "EinsumDense": (
        "equation! output_shape! activation bias_axes kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
        "kernel_constraint bias_constraint lora_rank lora_alpha gptq_unpacked_column_size quantization_config"
    ),
    "Embedding": (
        "input_dim! output_dim! embeddings_initializer embeddings_regularizer embeddings_constraint mask_zero=False weights "
        "lora_rank lora_alpha quantization_config"
    ),
    "Equalization": "value_range=(0,255) bins=256 data_format",
    "GRU": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed return_sequences=False return_state=False "
        "go_backwards=False stateful=False unroll=False reset_after=True use_cudnn='auto'"
    ),
    "GRUCell": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint "
        "bias_constraint dropout=0.0 recurrent_dropout=0.0 reset_after=True seed"
    ),
    "GlobalAveragePooling1D": "data_format keepdims=False",
    "GlobalMaxPooling1D": "data_format keepdims=False",
    "GroupQueryAttention": (
        "head_dim! num_query_heads! num_key_value_heads! dropout=0.0 use_bias=True sliding_window flash_attention "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint use_gate=False seed"
    ),
    "HashedCrossing": "num_bins! output_mode='int' sparse=False name dtype",
    "Identity": "",
    "IntegerLookup": (
        "max_tokens num_oov_indices=1 mask_token oov_token=-1 vocabulary vocabulary_dtype='int64' idf_weights invert=False "
        "output_mode='int' sparse=False pad_to_max_tokens=False oov_method='floormod' salt name"
    ),
    "LSTM": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed return_sequences=False "
        "return_state=False go_backwards=False stateful=False unroll=False use_cudnn='auto'"
    ),
    "LSTMCell": (
        "units! activation='tanh' recurrent_activation='sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 seed"
    ),
    "LeakyReLU": "negative_slope=0.3",
    "LocallyConnected1D": None,
    "LocallyConnected2D": None,
    "MaxNumBoundingBoxes": "max_number! fill_value=-1",
    "MaxPooling1D": "pool_size=2 strides padding='valid' data_format name",
    "MaxPooling2D": "pool_size=(2,2) strides padding='valid' data_format name",
    "MaxPooling3D": "pool_size=(2,2,2) strides padding='valid' data_format name",
    "MelSpectrogram": (
        "fft_length=2048 sequence_stride=512 sequence_length window='hann' sampling_rate=16000 num_mel_bins=128 min_freq=20.0 "
        "max_freq power_to_db=True top_db=80.0 mag_exp=2.0 min_power=1e-10 ref_power=1.0"
    ),
    "MixUp": "alpha=0.2 data_format seed",
    "MultiHeadAttention": (
        "num_heads! key_dim! value_dim dropout=0.0 use_bias=True output_shape attention_axes sliding_window flash_attention "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint use_gate=False seed"
    ),
    "Pipeline": "layers! name",
    "RMSNormalization": "axis=-1 epsilon=1e-06",
    "RNN": ("cell! return_sequences=False return_state=False go_backwards=False stateful=False unroll=False zero_output_for_mask=False"),
    "RandAugment": "value_range=(0,255) num_ops=2 factor=0.5 interpolation='bilinear' seed data_format",
    "RandomColorDegeneration": "factor! value_range=(0,255) data_format seed",
    "RandomColorJitter": "value_range=(0,255) brightness_factor contrast_factor saturation_factor hue_factor seed data_format",
    "RandomContrast": "factor! value_range=(0,255) seed",
    "RandomCrop": "height! width! seed data_format name",
    "RandomElasticTransform": (
        "factor=1.0 scale=1.0 interpolation='bilinear' fill_mode='reflect' fill_value=0.0 value_range=(0,255) seed data_format"
    ),
    "RandomErasing": "factor=1.0 scale=(0.02,0.33) fill_value value_range=(0,255) seed data_format",
    "RandomFlip": "mode='horizontal_and_vertical' seed data_format",
    "RandomGaussianBlur": "factor=1.0 kernel_size=3 sigma=1.0 value_range=(0,255) data_format seed",
    "RandomGrayscale": "factor=0.5 data_format seed",
    "RandomHue": "factor! value_range=(0,255) data_format seed",
    "RandomInvert": "factor=1.0 value_range=(0,255) seed data_format",
    "RandomPerspective": "factor=1.0 scale=1.0 interpolation='bilinear' fill_value=0.0 seed data_format",
    "RandomPosterization": "factor! value_range=(0,255) data_format seed",
    "RandomRotation": "factor! fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0 data_format",
    "RandomSaturation": "factor! value_range=(0,255) data_format seed",
    "RandomSharpness": "factor! value_range=(0,255) data_format seed",
    "RandomShear": "x_factor=0.0 y_factor=0.0 interpolation='bilinear' fill_mode='reflect' fill_value=0.0 data_format seed",
    "RandomTranslation": "height_factor! width_factor! fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0 data_format",
    "RandomZoom": "height_factor! width_factor fill_mode='reflect' interpolation='bilinear' seed fill_value=0.0 data_format",
    "Resizing": (
        "height! width! interpolation='bilinear' crop_to_aspect_ratio=False pad_to_aspect_ratio=False fill_mode='constant' "
        "fill_value=0.0 antialias=False data_format"
    ),
    "ReversibleEmbedding": (
        "input_dim! output_dim! tie_weights=True embeddings_initializer embeddings_regularizer embeddings_constraint "
        "mask_zero=False reverse_dtype logit_soft_cap"
    ),
    "STFTSpectrogram": (
        "mode='log' frame_length=256 frame_step fft_length window='hann' periodic=False scaling='density' padding='valid' "
        "expand_dims=False data_format"
    ),
    "SimpleRNN": (
        "units! activation='tanh' use_bias=True kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
        "recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint "
        "dropout=0.0 recurrent_dropout=0.0 return_sequences=False return_state=False go_backwards=False stateful=False "
        "unroll=False seed"
    ),
    "SimpleRNNCell": (
        "units! activation='tanh' use_bias=True kernel_initializer recurrent_initializer bias_initializer kernel_regularizer "
        "recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint bias_constraint dropout=0.0 "
        "recurrent_dropout=0.0 seed"
    ),
    "Solarization": "addition_factor=0.0 threshold_factor=0.0 value_range=(0,255) seed",
    "SpatialDropout1D": "rate! seed name dtype",
    "SpatialDropout2D": "rate! data_format seed name dtype",
    "SpatialDropout3D": "rate! data_format seed name dtype",
    "StringLookup": (
        "max_tokens num_oov_indices=1 mask_token oov_token='[UNK]' vocabulary idf_weights invert=False output_mode='int' "
        "pad_to_max_tokens=False sparse=False encoding='utf-8' name salt"
    ),
    "TextVectorization": (
        "max_tokens standardize='lower_and_strip_punctuation' split='whitespace' ngrams output_mode='int' "
        "output_sequence_length pad_to_max_tokens=False vocabulary idf_weights sparse=False ragged=False encoding='utf-8' name"
    ),
    "ZeroPadding1D": "padding=1 data_format",
    "ZeroPadding3D": "padding=((1,1),(1,1),(1,1)) data_format",
}
TF_1: dict[str, str | None] = {
    "Attention": "use_scale=False",
    "BatchNormalization": (
        "axis=-1 momentum=0.99 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer moving_mean_initializer "
        "moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint renorm=False "
        "renorm_clipping renorm_momentum=0.99 fused trainable=True virtual_batch_size adjustment name"
    ),
    "CategoryEncoding": None,
    "CenterCrop": None,
    "Conv1D": (
        "filters! kernel_size! strides=1 padding='valid' data_format='channels_last' dilation_rate=1 activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv1DTranspose": None,
    "Conv2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format dilation_rate=(1,1) activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv3D": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' data_format dilation_rate=(1,1,1) activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "Conv3DTranspose": (
        "filters! kernel_size! strides=(1,1,1) padding='valid' output_padding data_format activation use_bias=True "
        "kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "bias_constraint"
    ),
    "ConvLSTM1D": None,
    "ConvLSTM2D": (
        "filters! kernel_size! strides=(1,1) padding='valid' data_format dilation_rate=(1,1) activation='tanh' "
        "recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer bias_initializer "
        "unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint return_sequences=False go_backwards=False stateful=False dropout=0.0 "
        "recurrent_dropout=0.0"
    ),
    "ConvLSTM3D": None,
    "CuDNNGRU": (
        "units! kernel_initializer recurrent_initializer bias_initializer kernel_regularizer recurrent_regularizer "
        "bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint return_sequences=False "
        "return_state=False go_backwards=False stateful=False"
    ),
    "CuDNNLSTM": (
        "units! kernel_initializer recurrent_initializer bias_initializer unit_forget_bias=True kernel_regularizer "
        "recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint recurrent_constraint bias_constraint "
        "return_sequences=False return_state=False go_backwards=False stateful=False"
    ),
    "DepthwiseConv1D": None,
    "DepthwiseConv2D": (
        "kernel_size! strides=(1,1) padding='valid' depth_multiplier=1 data_format activation use_bias=True "
        "depthwise_initializer bias_initializer depthwise_regularizer bias_regularizer activity_regularizer "
        "depthwise_constraint bias_constraint"
    ),
    "Discretization": None,
    "EinsumDense": None,
    "Embedding": (
        "input_dim! output_dim! embeddings_initializer embeddings_regularizer activity_regularizer embeddings_constraint "
        "mask_zero=False input_length"
    ),
    "GRU": (
        "units! activation='tanh' recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 implementation=1 return_sequences=False "
        "return_state=False go_backwards=False stateful=False unroll=False reset_after=False"
    ),
    "GRUCell": (
        "units! activation='tanh' recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint recurrent_constraint "
        "bias_constraint dropout=0.0 recurrent_dropout=0.0 implementation=1 reset_after=False"
    ),
    "GaussianDropout": "rate!",
    "GaussianNoise": "stddev!",
    "GlobalAveragePooling2D": "data_format",
    "GlobalAveragePooling3D": "data_format",
    "GlobalMaxPooling1D": "data_format='channels_last'",
    "GlobalMaxPooling2D": "data_format",
    "GlobalMaxPooling3D": "data_format",
    "GroupNormalization": None,
    "HashedCrossing": None,
    "Hashing": None,
    "Identity": None,
    "IntegerLookup": None,
    "LSTM": (
        "units! activation='tanh' recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer activity_regularizer "
        "kernel_constraint recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 implementation=1 "
        "return_sequences=False return_state=False go_backwards=False stateful=False unroll=False"
    ),
    "LSTMCell": (
        "units! activation='tanh' recurrent_activation='hard_sigmoid' use_bias=True kernel_initializer recurrent_initializer "
        "bias_initializer unit_forget_bias=True kernel_regularizer recurrent_regularizer bias_regularizer kernel_constraint "
        "recurrent_constraint bias_constraint dropout=0.0 recurrent_dropout=0.0 implementation=1"
    ),
    "LayerNormalization": (
        "axis=-1 epsilon=0.001 center=True scale=True beta_initializer gamma_initializer beta_regularizer gamma_regularizer "
        "beta_constraint gamma_constraint trainable=True name"
    ),
    "MultiHeadAttention": None,
    "Normalization": None,
    "RandomBrightness": None,
    "RandomContrast": None,
    "RandomCrop": None,
    "RandomFlip": None,
    "RandomHeight": None,
    "RandomRotation": None,
    "RandomTranslation": None,
    "RandomWidth": None,
    "RandomZoom": None,
    "ReLU": "max_value negative_slope=0 threshold=0",
    "Rescaling": None,
    "Resizing": None,
    "SpectralNormalization": None,
    "StringLookup": None,
    "TextVectorization": None,
    "UnitNormalization": None,
}
