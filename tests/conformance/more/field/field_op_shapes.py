"""Static shapes of ops that pick, reduce, mask, repeat, cut and multiply."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2, 8, 8, 6])
s = tf.placeholder(tf.float32, [4, 5])
q = tf.placeholder(tf.float32, [None, 7, 3])
i = tf.placeholder(tf.int32, [4])
shaped = {
    "l2": tf.nn.l2_loss(x),
    "gather_nd": tf.gather_nd(s, tf.zeros([3, 1], tf.int32)),
    "gather_nd_2": tf.gather_nd(x, tf.zeros([3, 2], tf.int32)),
    "where": tf.where(s > 0),
    "scatter": tf.scatter_nd(tf.zeros([3, 1], tf.int32), tf.zeros([3, 5]), [9, 5]),
    "mask": tf.boolean_mask(s, s[:, 0] > 0),
    "top": tf.nn.top_k(s, 3).values,
    "lengths": tf.sequence_mask(i, 10),
    "some": tf.sequence_mask(i),
    "xw": tf.nn.xw_plus_b(s, tf.zeros([5, 9]), tf.zeros([9])),
    "turned": tf.matrix_transpose(q),
    "crelu": tf.nn.crelu(x),
    "segments": tf.unsorted_segment_sum(s, i, 6),
    "std": tf.math.reduce_std(s, 1),
    "norm": tf.norm(s, axis=1),
    "norm_all": tf.norm(s),
    "drawn": tf.multinomial(s, 1),
    "wide": tf.broadcast_to(s, [3, 4, 5]),
    "rolled": tf.roll(s, 1, 0),
    "rep": tf.repeat(s, 3, axis=1),
    "rep_flat": tf.repeat(s, 3),
    "grid": tf.meshgrid(tf.range(3), tf.range(4))[0],
    "steps": tf.linspace(0.0, 1.0, 7),
    "part": tf.dynamic_partition(s, i, 2)[0],
    "patches": tf.extract_image_patches(x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 1, 1, 1], "VALID"),
    "crops": tf.image.crop_and_resize(x, tf.zeros([5, 4]), tf.zeros([5], tf.int32), [3, 3]),
    "centre": tf.image.central_crop(x, 0.5),
    "gray": tf.image.rgb_to_grayscale(x[..., :3]),
    "crop": tf.random_crop(x, [2, 4, 4, 6]),
    "diag": tf.linalg.diag(s),
    "vec": tf.linalg.matvec(tf.ones([2, 3, 4]), tf.ones([2, 4])),
    "nce": tf.nn.nce_loss(tf.zeros([20, 5]), tf.zeros([20]), tf.zeros([4, 1], tf.int64), s, 3, 20),
    "fused": tf.nn.fused_batch_norm(x, tf.ones([6]), tf.ones([6]))[1],
    "block": tf.strided_slice(s, [0, 0], [2, 2]),
    "freq": tf.signal.stft(tf.ones([2, 1000]), 256, 128),
    "together": tf.tuple([s])[0],
    "inside": tf.nn.in_top_k(s, i, 2),
    "prod": tf.cumprod(s, 1),
    "mod": tf.floormod(i, 2),
    "flat": tf.reshape(q, tf.concat([[-1], tf.shape(q)[2:]], axis=0)),
}
for name, tensor in shaped.items():
    sizes = tensor.shape.as_list()
    tf.get_variable("v_" + name, [99 if size is None else size for size in sizes])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
