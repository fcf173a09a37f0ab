"""CycleGAN of TF2: Sequential blocks from helper functions, four optimizers, a manager."""
import tensorflow as tf

class InstanceNormalization(tf.keras.layers.Layer):
    def __init__(self, epsilon=1e-5):
        super(InstanceNormalization, self).__init__()
        self.epsilon = epsilon
    def build(self, input_shape):
        self.scale = self.add_weight(name="scale", shape=input_shape[-1:], initializer=tf.random_normal_initializer(1.0, 0.02), trainable=True)
        self.offset = self.add_weight(name="offset", shape=input_shape[-1:], initializer="zeros", trainable=True)
    def call(self, x):
        mean, variance = tf.nn.moments(x, axes=[1, 2], keepdims=True)
        return self.scale * (x - mean) * tf.math.rsqrt(variance + self.epsilon) + self.offset

def downsample(filters, size, norm_type="batchnorm", apply_norm=True):
    result = tf.keras.Sequential()
    result.add(tf.keras.layers.Conv2D(filters, size, strides=2, padding="same", kernel_initializer=tf.random_normal_initializer(0.0, 0.02), use_bias=False))
    if apply_norm:
        if norm_type.lower() == "batchnorm":
            result.add(tf.keras.layers.BatchNormalization())
        elif norm_type.lower() == "instancenorm":
            result.add(InstanceNormalization())
    result.add(tf.keras.layers.LeakyReLU())
    return result

def upsample(filters, size, norm_type="batchnorm", apply_dropout=False):
    result = tf.keras.Sequential()
    result.add(tf.keras.layers.Conv2DTranspose(filters, size, strides=2, padding="same", use_bias=False))
    result.add(tf.keras.layers.BatchNormalization() if norm_type == "batchnorm" else InstanceNormalization())
    if apply_dropout:
        result.add(tf.keras.layers.Dropout(0.5))
    result.add(tf.keras.layers.ReLU())
    return result

def unet_generator(channels, norm_type="batchnorm"):
    down_stack = [downsample(4, 4, norm_type, apply_norm=False), downsample(8, 4, norm_type), downsample(8, 4, norm_type)]
    up_stack = [upsample(8, 4, norm_type, apply_dropout=True), upsample(4, 4, norm_type)]
    last = tf.keras.layers.Conv2DTranspose(channels, 4, strides=2, padding="same", activation="tanh")
    concat = tf.keras.layers.Concatenate()
    inputs = tf.keras.layers.Input(shape=[None, None, 3])
    x, skips = inputs, []
    for down in down_stack:
        x = down(x)
        skips.append(x)
    skips = reversed(skips[:-1])
    for up, skip in zip(up_stack, skips):
        x = concat([up(x), skip])
    return tf.keras.Model(inputs=inputs, outputs=last(x))

def discriminator(norm_type="batchnorm", target=True):
    inp = tf.keras.layers.Input(shape=[None, None, 3], name="input_image")
    x = inp
    if target:
        tar = tf.keras.layers.Input(shape=[None, None, 3], name="target_image")
        x = tf.keras.layers.concatenate([inp, tar])
    x = downsample(4, 4, norm_type, False)(x)
    x = tf.keras.layers.ZeroPadding2D()(downsample(8, 4, norm_type)(x))
    conv = tf.keras.layers.Conv2D(8, 4, strides=1, use_bias=False)(x)
    norm = tf.keras.layers.BatchNormalization()(conv) if norm_type == "batchnorm" else InstanceNormalization()(conv)
    last = tf.keras.layers.Conv2D(1, 4)(tf.keras.layers.ZeroPadding2D()(tf.keras.layers.LeakyReLU()(norm)))
    return tf.keras.Model(inputs=[inp, tar] if target else inp, outputs=last)

generator_g, generator_f = unet_generator(3, "instancenorm"), unet_generator(3, norm_type="instancenorm")
discriminator_x, discriminator_y = discriminator("instancenorm", target=False), discriminator("instancenorm", target=False)
opts = {n: tf.keras.optimizers.Adam(2e-4, beta_1=0.5) for n in ("generator_g", "generator_f", "discriminator_x", "discriminator_y")}
ckpt = tf.train.Checkpoint(generator_g=generator_g, generator_f=generator_f, discriminator_x=discriminator_x, discriminator_y=discriminator_y, **{n + "_optimizer": o for n, o in opts.items()})
ckpt_manager = tf.train.CheckpointManager(ckpt, "./checkpoints/train", max_to_keep=5)
if ckpt_manager.latest_checkpoint:
    ckpt.restore(ckpt_manager.latest_checkpoint)
x = tf.zeros((1, 32, 32, 3))
with tf.GradientTape(persistent=True) as tape:
    loss = tf.reduce_mean(discriminator_y(generator_g(x)))
grads = tape.gradient(loss, generator_g.trainable_variables)
opts["generator_g"].apply_gradients(zip(grads, generator_g.trainable_variables))
print(ckpt_manager.save())
