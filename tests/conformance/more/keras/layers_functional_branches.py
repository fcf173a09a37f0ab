"""Order of layers in a model with two inputs, a skip, shared parts and operators; models made from inner outputs."""

import tensorflow as tf
from tensorflow.keras import layers, Model, Input


def conv_block(x, f, k=3, s=1):
    x = layers.Conv2D(f, k, strides=s, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


inp = Input((32, 32, 3), name="image")
meta = Input((4,), name="meta")
x = conv_block(inp, 8)
skip = x
x = conv_block(x, 8)
x = layers.Add()([x, skip])
y = layers.Conv2D(16, 1, strides=2)(skip)
x = layers.Conv2D(16, 3, strides=2, padding="same")(x)
x = layers.Concatenate()([x, y])
x = tf.keras.layers.GlobalAveragePooling2D()(x)
m = layers.Dense(8)(meta)
z = layers.concatenate([x, m]) if False else layers.Concatenate()([x, m])
shared = layers.Dense(8, name="shared")
a = shared(z)
b = shared(a) if False else layers.Dense(8)(a)
c = a * 2.0 + b
aux = layers.Dense(1, name="aux")(x)
out = layers.Dense(3, name="out")(c)
model = Model(inputs=[inp, meta], outputs=[out, aux])
print([l.name for l in model.layers])
tf.train.Checkpoint(net=model).save("f/ck")
feat = Model(model.input, model.get_layer("shared").output) if True else None
head = tf.keras.Sequential([layers.Dense(4, activation="relu"), layers.Dropout(0.3), layers.Dense(2)])
o2 = head(feat.output)
both = Model(feat.inputs, o2)
tf.train.Checkpoint(both).write("g")
sub = Model(x, layers.Dense(2)(aux))
tf.train.Checkpoint(sub=sub).write("h")
print(model.count_params(), len(model.trainable_weights))
