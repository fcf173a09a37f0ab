import tensorflow as tf
from tensorflow import keras

layers = keras.layers


def embedded(lookup):
    return keras.Sequential([layers.Input((1,), dtype="string"), lookup, layers.Embedding(lookup.vocabulary_size(), 3)])


words = ["a", "b"]
for number, options in enumerate([{}, {"num_oov_indices": 2}, {"mask_token": ""}, {"num_oov_indices": 0}]):
    tf.train.Checkpoint(model=embedded(layers.StringLookup(vocabulary=words, **options))).write("sizes/%d" % number)
text = layers.TextVectorization(vocabulary=words, output_sequence_length=4)
table = layers.Embedding(len(text.get_vocabulary()), 2)
table.build((None,))
tf.train.Checkpoint(table=table).write("text")
number = keras.Input((2,), name="number")
kind = keras.Input((1,), dtype="string", name="kind")
scaled = layers.Normalization()
scaled.adapt(tf.constant([[1.0, 2.0], [3.0, 4.0]]))
one_hot = layers.StringLookup(vocabulary=words, mask_token="-", output_mode="one_hot")(kind)
out = layers.Dense(1)(layers.Concatenate()([layers.Dense(2)(scaled(number)), layers.Dense(2)(one_hot)]))
tf.train.Checkpoint(model=keras.Model([number, kind], out)).write("features")
adapted = {"given": layers.Normalization(mean=1.0, variance=2.0), "all": layers.Normalization(axis=None), "rows": layers.Normalization(axis=(1, 2))}
adapted["all"].adapt(tf.zeros([4, 3]))
adapted["rows"].adapt(tf.data.Dataset.from_tensor_slices(tf.zeros([6, 2, 3])).batch(2))
tf.train.Checkpoint(**adapted).write("adapted")
