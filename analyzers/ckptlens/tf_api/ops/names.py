"""The names that ops take in the graph when they are given none.

Source: the ``name_scope`` and the op type of each function of ``tensorflow/python/ops``, TF 1.15 to 2.21 (the names differ at most in
case, which does not count). Case: train_default_op_names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckptlens.interp.strings import concatenate

if TYPE_CHECKING:
    from ckptlens.interp.values import Text

_PAIRS = (
    "py_func=PyFunc image.random_flip_left_right=random_flip_left_right Print=Print "
    "abs=Abs acos=Acos acosh=Acosh add=Add angle=Angle arg_max=ArgMax arg_min=ArgMin argsort=argsort as_string=AsString "
    "asin=Asin asinh=Asinh atan=Atan atan2=Atan2 atanh=Atanh batch_gather=BatchGather batch_to_space_nd=BatchToSpaceND "
    "betainc=Betainc bitcast=Bitcast boolean_mask=boolean_mask broadcast_to=BroadcastTo cast=Cast ceil=Ceil "
    "check_numerics=CheckNumerics cholesky=Cholesky cholesky_solve=cholesky_solve clip_by_average_norm=clip_by_average_norm "
    "clip_by_global_norm=clip_by_global_norm clip_by_norm=clip_by_norm clip_by_value=clip_by_value complex=Complex "
    "concat=concat conj=Conj constant=Const cos=Cos cosh=Cosh cross=Cross cumprod=Cumprod cumsum=Cumsum "
    "decode_base64=DecodeBase64 decode_compressed=DecodeCompressed decode_json_example=DecodeJSONExample "
    "depth_to_space=DepthToSpace dequantize=Dequantize diag=Diag digamma=Digamma div_no_nan=div_no_nan "
    "dynamic_partition=DynamicPartition dynamic_stitch=DynamicStitch edit_distance=edit_distance einsum=einsum "
    "encode_base64=EncodeBase64 erf=Erf erfc=Erfc exp=Exp expm1=Expm1 extract_volume_patches=ExtractVolumePatches fft=FFT "
    "fft2d=FFT2D fft3d=FFT3D floor=Floor floor_div=FloorDiv floordiv=floordiv floormod=FloorMod gather_nd=GatherNd "
    "global_norm=global_norm greater=Greater greater_equal=GreaterEqual guarantee_const=GuaranteeConst "
    "histogram_fixed_width=histogram_fixed_width histogram_fixed_width_bins=histogram_fixed_width_bins identity_n=IdentityN "
    "ifft=IFFT ifft2d=IFFT2D ifft3d=IFFT3D igamma=Igamma igammac=Igammac imag=Imag "
    "image.adjust_brightness=adjust_brightness image.adjust_contrast=adjust_contrast image.adjust_gamma=adjust_gamma "
    "image.adjust_hue=adjust_hue image.adjust_jpeg_quality=adjust_jpeg_quality image.adjust_saturation=adjust_saturation "
    "image.central_crop=central_crop image.combined_non_max_suppression=combined_non_max_suppression "
    "image.convert_image_dtype=convert_image image.crop_to_bounding_box=crop_to_bounding_box "
    "image.decode_and_crop_jpeg=DecodeAndCropJpeg image.decode_bmp=DecodeBmp image.decode_gif=DecodeGif "
    "image.decode_image=decode_image image.decode_jpeg=DecodeJpeg image.decode_png=DecodePng image.encode_jpeg=EncodeJpeg "
    "image.encode_png=EncodePng image.extract_jpeg_shape=ExtractJpegShape image.grayscale_to_rgb=grayscale_to_rgb "
    "image.hsv_to_rgb=HSVToRGB image.is_jpeg=is_jpeg image.non_max_suppression=non_max_suppression "
    "image.non_max_suppression_overlaps=non_max_suppression_overlaps "
    "image.non_max_suppression_padded=non_max_suppression_padded "
    "image.non_max_suppression_with_scores=non_max_suppression_with_scores image.pad_to_bounding_box=pad_to_bounding_box "
    "image.per_image_standardization=per_image_standardization image.psnr=PSNR image.random_crop=random_crop "
    "image.resize=resize image.resize_area=ResizeArea image.resize_bilinear=ResizeBilinear "
    "image.resize_image_with_crop_or_pad=resize_image_with_crop_or_pad image.resize_images=resize "
    "image.resize_nearest_neighbor=ResizeNearestNeighbor image.resize_with_crop_or_pad=resize_image_with_crop_or_pad "
    "image.rgb_to_grayscale=rgb_to_grayscale image.rgb_to_hsv=RGBToHSV image.rot90=rot90 "
    "image.sample_distorted_bounding_box=sample_distorted_bounding_box image.ssim_multiscale=MS-SSIM "
    "image.total_variation=total_variation image.transpose=transpose image.transpose_image=transpose "
    "invert_permutation=InvertPermutation is_finite=IsFinite is_inf=IsInf is_nan=IsNan is_non_decreasing=is_non_decreasing "
    "is_strictly_increasing=is_strictly_increasing layers.dropout=dropout layers.flatten=flatten lbeta=lbeta less=Less "
    "less_equal=LessEqual lgamma=Lgamma lin_space=LinSpace linalg.adjoint=adjoint linalg.band_part=MatrixBandPart "
    "linalg.cholesky=Cholesky linalg.cholesky_solve=cholesky_solve linalg.cross=Cross linalg.det=MatrixDeterminant "
    "linalg.einsum=einsum linalg.expm=matrix_exponential linalg.inv=MatrixInverse linalg.logdet=logdet "
    "linalg.logm=MatrixLogarithm linalg.lstsq=matrix_solve_ls linalg.lu=Lu linalg.matmul=MatMul "
    "linalg.matrix_transpose=matrix_transpose linalg.matvec=MatVec linalg.normalize=normalize linalg.qr=Qr "
    "linalg.set_diag=set_diag linalg.slogdet=LogMatrixDeterminant linalg.solve=MatrixSolve linalg.sqrtm=MatrixSquareRoot "
    "linalg.tensor_diag=Diag linalg.tensor_diag_part=DiagPart linalg.tensordot=Tensordot linalg.trace=Trace "
    "linalg.transpose=matrix_transpose linalg.triangular_solve=MatrixTriangularSolve linspace=LinSpace log=Log log1p=Log1p "
    "log_sigmoid=LogSigmoid logical_and=LogicalAnd logical_not=LogicalNot logical_or=LogicalOr logical_xor=LogicalXor "
    "losses.absolute_difference=absolute_difference losses.compute_weighted_loss=weighted_loss "
    "losses.cosine_distance=cosine_distance_loss losses.get_regularization_loss=total_regularization_loss "
    "losses.get_total_loss=total_loss losses.hinge_loss=hinge_loss losses.huber_loss=huber_loss losses.log_loss=log_loss "
    "losses.mean_pairwise_squared_error=mean_pairwise_squared_error losses.mean_squared_error=mean_squared_error "
    "losses.sigmoid_cross_entropy=sigmoid_cross_entropy_loss losses.softmax_cross_entropy=softmax_cross_entropy_loss "
    "losses.sparse_softmax_cross_entropy=sparse_softmax_cross_entropy_loss matching_files=MatchingFiles math.abs=Abs "
    "math.acos=Acos math.acosh=Acosh math.add=Add math.angle=Angle math.asin=Asin math.asinh=Asinh math.atan=Atan "
    "math.atan2=Atan2 math.atanh=Atanh math.bessel_i0=bessel_i0 math.bessel_i0e=BesselI0e math.bessel_i1=bessel_i1 "
    "math.bessel_i1e=BesselI1e math.betainc=Betainc math.ceil=Ceil math.conj=Conj math.cos=Cos math.cosh=Cosh "
    "math.cumprod=Cumprod math.cumsum=Cumsum math.cumulative_logsumexp=CumulativeLogsumexp math.digamma=Digamma "
    "math.divide_no_nan=div_no_nan math.erf=Erf math.erfc=Erfc math.exp=Exp math.expm1=Expm1 math.floor=Floor "
    "math.floordiv=floordiv math.floormod=FloorMod math.greater=Greater math.greater_equal=GreaterEqual math.igamma=Igamma "
    "math.igammac=Igammac math.imag=Imag math.in_top_k=in_top_k math.invert_permutation=InvertPermutation "
    "math.is_finite=IsFinite math.is_inf=IsInf math.is_nan=IsNan math.is_non_decreasing=is_non_decreasing "
    "math.is_strictly_increasing=is_strictly_increasing math.lbeta=lbeta math.less=Less math.less_equal=LessEqual "
    "math.lgamma=Lgamma math.log=Log math.log1p=Log1p math.log_sigmoid=LogSigmoid math.logical_and=LogicalAnd "
    "math.logical_not=LogicalNot math.logical_or=LogicalOr math.logical_xor=LogicalXor math.maximum=Maximum "
    "math.minimum=Minimum math.mod=FloorMod math.multiply_no_nan=multiply_no_nan math.negative=Neg math.nextafter=NextAfter "
    "math.polygamma=Polygamma math.polyval=polyval math.pow=Pow math.real=Real math.reciprocal=Reciprocal "
    "math.reciprocal_no_nan=reciprocal_no_nan math.rint=Rint math.rsqrt=Rsqrt math.segment_max=SegmentMax "
    "math.segment_mean=SegmentMean math.segment_min=SegmentMin math.segment_prod=SegmentProd math.segment_sum=SegmentSum "
    "math.sigmoid=Sigmoid math.sign=Sign math.sin=Sin math.sinh=Sinh math.softplus=Softplus math.softsign=Softsign "
    "math.sqrt=Sqrt math.square=Square math.squared_difference=SquaredDifference math.tan=Tan math.tanh=Tanh "
    "math.top_k=TopKV2 math.unsorted_segment_max=UnsortedSegmentMax math.unsorted_segment_mean=UnsortedSegmentMean "
    "math.unsorted_segment_min=UnsortedSegmentMin math.unsorted_segment_prod=UnsortedSegmentProd "
    "math.unsorted_segment_sqrt_n=UnsortedSegmentSqrtN math.unsorted_segment_sum=UnsortedSegmentSum math.xdivy=Xdivy "
    "math.xlogy=Xlogy math.zero_fraction=zero_fraction math.zeta=Zeta matmul=MatMul matrix_band_part=MatrixBandPart "
    "matrix_determinant=MatrixDeterminant matrix_diag=diag matrix_diag_part=diag_part matrix_inverse=MatrixInverse "
    "matrix_set_diag=set_diag matrix_solve=MatrixSolve matrix_square_root=MatrixSquareRoot "
    "matrix_transpose=matrix_transpose matrix_triangular_solve=MatrixTriangularSolve maximum=Maximum meshgrid=meshgrid "
    "minimum=Minimum mod=FloorMod multinomial=multinomial negative=Neg nn.atrous_conv2d_transpose=atrous_conv2d_transpose "
    "nn.avg_pool=AvgPool nn.avg_pool1d=AvgPool1D nn.avg_pool2d=AvgPool nn.avg_pool3d=AvgPool3D "
    "nn.batch_normalization=batchnorm nn.bias_add=BiasAdd nn.collapse_repeated=collapse_repeated_labels nn.conv1d=conv1d "
    "nn.conv1d_transpose=conv1d_transpose nn.conv2d_transpose=conv2d_transpose nn.conv3d_transpose=conv3d_transpose "
    "nn.conv_transpose=conv_transpose nn.crelu=CRelu nn.ctc_loss_v2=ctc_loss_dense nn.ctc_unique_labels=ctc_unique_labels "
    "nn.depthwise_conv2d=depthwise nn.depthwise_conv2d_native=DepthwiseConv2dNative nn.dropout=dropout nn.elu=Elu "
    "nn.embedding_lookup=embedding_lookup nn.embedding_lookup_sparse=embedding_lookup_sparse nn.erosion2d=erosion2d "
    "nn.in_top_k=in_top_k nn.l2_loss=L2Loss nn.leaky_relu=LeakyRelu nn.local_response_normalization=LRN "
    "nn.log_poisson_loss=log_poisson_loss nn.lrn=LRN nn.max_pool=MaxPool nn.max_pool1d=MaxPool1d nn.max_pool2d=MaxPool2d "
    "nn.max_pool3d=MaxPool3D nn.max_pool_with_argmax=MaxPoolWithArgmax nn.moments=moments nn.nce_loss=nce_loss "
    "nn.normalize_moments=normalize nn.relu=Relu nn.relu6=Relu6 nn.relu_layer=relu_layer "
    "nn.safe_embedding_lookup_sparse=embedding_lookup nn.sampled_softmax_loss=sampled_softmax_loss nn.selu=Selu "
    "nn.separable_conv2d=separable_conv2d nn.sigmoid=Sigmoid nn.sigmoid_cross_entropy_with_logits=logistic_loss "
    "nn.softmax_cross_entropy_with_logits=softmax_cross_entropy_with_logits_sg "
    "nn.softmax_cross_entropy_with_logits_v2=softmax_cross_entropy_with_logits nn.softplus=Softplus nn.softsign=Softsign "
    "nn.sparse_softmax_cross_entropy_with_logits=SparseSoftmaxCrossEntropyWithLogits "
    "nn.sufficient_statistics=sufficient_statistics nn.tanh=Tanh nn.top_k=TopKV2 nn.weighted_moments=weighted_moments "
    "nn.xw_plus_b=xw_plus_b nn.zero_fraction=zero_fraction no_op=NoOp norm=norm one_hot=one_hot ones=ones "
    "parallel_stack=parallel_stack parse_tensor=ParseTensor polygamma=Polygamma pow=Pow qr=Qr "
    "random.categorical=categorical random.gamma=random_gamma random.multinomial=multinomial random.normal=random_normal "
    "random.stateless_categorical=stateless_categorical random.stateless_multinomial=stateless_multinomial "
    "random.stateless_normal=stateless_random_normal random.stateless_truncated_normal=stateless_truncated_normal "
    "random.stateless_uniform=stateless_random_uniform random.truncated_normal=truncated_normal "
    "random.uniform=random_uniform random_crop=random_crop random_gamma=random_gamma random_normal=random_normal "
    "random_shuffle=RandomShuffle random_uniform=random_uniform range=range read_file=ReadFile real=Real realdiv=RealDiv "
    "reciprocal=Reciprocal reduce_join=ReduceJoin required_space_to_batch_paddings=required_space_to_batch_paddings "
    "reverse=ReverseV2 reverse_v2=ReverseV2 rint=Rint rsqrt=Rsqrt saturate_cast=saturate_cast scatter_nd=ScatterNd "
    "segment_max=SegmentMax segment_mean=SegmentMean segment_min=SegmentMin segment_prod=SegmentProd segment_sum=SegmentSum "
    "sequence_mask=SequenceMask serialize_tensor=SerializeTensor sigmoid=Sigmoid sign=Sign sin=Sin sinh=Sinh slice=Slice "
    "sort=sort space_to_batch_nd=SpaceToBatchND space_to_depth=SpaceToDepth sparse_fill_empty_rows=SparseFillEmptyRows "
    "sparse_mask=sparse_mask sparse_matmul=SparseMatMul sparse_maximum=SparseSparseMaximum "
    "sparse_minimum=SparseSparseMinimum sparse_reshape=SparseReshape sparse_slice=SparseSlice sparse_softmax=SparseSoftmax "
    "sparse_tensor_dense_matmul=SparseTensorDenseMatMul sparse_to_dense=SparseToDense sparse_to_indicator=SparseToIndicator "
    "sparse_transpose=SparseTranspose split=split sqrt=Sqrt square=Square squared_difference=SquaredDifference "
    "squeeze=Squeeze stack=stack stop_gradient=StopGradient string_join=StringJoin string_split=StringSplit "
    "string_strip=StringStrip string_to_hash_bucket_fast=StringToHashBucketFast "
    "string_to_hash_bucket_strong=StringToHashBucketStrong strings.as_string=AsString strings.bytes_split=StringsByteSplit "
    "strings.join=StringJoin strings.lower=StringLower strings.ngrams=StringNGrams strings.reduce_join=ReduceJoin "
    "strings.split=StringSplit strings.strip=StringStrip strings.to_hash_bucket_fast=StringToHashBucketFast "
    "strings.to_hash_bucket_strong=StringToHashBucketStrong strings.unicode_decode=UnicodeDecode "
    "strings.unicode_decode_with_offsets=UnicodeDecodeWithOffsets strings.unicode_encode=UnicodeEncode "
    "strings.unicode_script=UnicodeScript strings.unicode_split=UnicodeSplit "
    "strings.unicode_split_with_offsets=UnicodeSplitWithOffsets strings.unicode_transcode=UnicodeTranscode "
    "strings.unsorted_segment_join=UnsortedSegmentJoin strings.upper=StringUpper tan=Tan tanh=Tanh "
    "tensor_scatter_add=TensorScatterAdd tensor_scatter_nd_add=TensorScatterAdd tensor_scatter_nd_sub=TensorScatterSub "
    "tensor_scatter_nd_update=TensorScatterUpdate tensor_scatter_sub=TensorScatterSub "
    "tensor_scatter_update=TensorScatterUpdate tensordot=Tensordot tile=Tile timestamp=Timestamp to_bfloat16=ToBFloat16 "
    "to_complex128=ToComplex128 to_complex64=ToComplex64 to_double=ToDouble to_float=ToFloat to_int32=ToInt32 "
    "to_int64=ToInt64 trace=Trace train.cosine_decay=CosineDecay train.cosine_decay_restarts=SGDRDecay "
    "train.exponential_decay=ExponentialDecay train.inverse_time_decay=InverseTimeDecay "
    "train.linear_cosine_decay=LinearCosineDecay train.natural_exp_decay=ExponentialDecay "
    "train.noisy_linear_cosine_decay=NoisyLinearCosineDecay train.piecewise_constant=PiecewiseConstant "
    "train.piecewise_constant_decay=PiecewiseConstant train.polynomial_decay=PolynomialDecay transpose=transpose "
    "truncated_normal=truncated_normal truncatediv=TruncateDiv truncatemod=TruncateMod unravel_index=UnravelIndex "
    "unsorted_segment_max=UnsortedSegmentMax unsorted_segment_mean=UnsortedSegmentMean "
    "unsorted_segment_min=UnsortedSegmentMin unsorted_segment_prod=UnsortedSegmentProd "
    "unsorted_segment_sqrt_n=UnsortedSegmentSqrtN unsorted_segment_sum=UnsortedSegmentSum unstack=unstack "
    "write_file=WriteFile zeros=zeros zeta=Zeta "
)
OP_NAMES: dict[str, str] = {name: op for name, _, op in (pair.partition("=") for pair in _PAIRS.split())}
"""By the public name, without ``tf.`` and ``compat.v1.``."""

COMPOSED: dict[str, str | None] = {
    "global_norm": "global_norm",
    "nn.softmax_cross_entropy_with_logits": "Reshape_2",
    "nn.softmax_cross_entropy_with_logits_v2": "Reshape_2",
    "nn.zero_fraction": "fraction",
    **dict.fromkeys(
        (
            "boolean_mask",
            "einsum",
            "eye",
            "image.total_variation",
            "linalg.einsum",
            "linalg.eye",
            "linalg.norm",
            "linspace",
            "lin_space",
            "math.reduce_std",
            "math.reduce_variance",
            "math.unsorted_segment_mean",
            "meshgrid",
            "nn.batch_normalization",
            "nn.conv1d",
            "nn.crelu",
            "nn.dropout",
            "nn.embedding_lookup",
            "nn.moments",
            "nn.normalize_moments",
            "nn.sparse_softmax_cross_entropy_with_logits",
            "nn.weighted_cross_entropy_with_logits",
            "norm",
            "random.uniform",
            "random_uniform",
            "sequence_mask",
            "train.cosine_decay",
            "train.cosine_decay_restarts",
            "train.linear_cosine_decay",
            "train.noisy_linear_cosine_decay",
            "train.piecewise_constant",
            "train.piecewise_constant_decay",
            "unsorted_segment_mean",
        )
    ),
}
"""Functions that make several ops in a scope of their name, and the op that gives the result (case ops_composed_names); None where
that depends on the version or the arguments, or was not asked from every version."""

OPERATORS: dict[str, str] = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "<": "Less",
    "<=": "LessEqual",
    ">": "Greater",
    ">=": "GreaterEqual",
    "==": "Equal",
    "!=": "NotEqual",
    "&": "and",
    "|": "or",
    "^": "xor",
}
"""By the operator of Python."""


def default_name(api: str) -> str | None:
    """The name that an op of this public name takes; None when it is not known."""
    return OP_NAMES.get(_short(api))


def result_name(api: str, own: Text) -> Text | None:
    """The name of the tensor that a function gives whose op or scope has the name `own`; None when it is not known."""
    last = COMPOSED.get(_short(api), "")
    return own if last == "" else concatenate([own, "/", last]) if last is not None else None


def _short(api: str) -> str:
    return api.removeprefix("tf.").removeprefix("compat.v1.")
