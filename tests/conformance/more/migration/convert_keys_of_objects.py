"""The converter of the migration guide takes object keys for names."""

import tensorflow as tf


def convert(source, destination):
    reader = tf.train.load_checkpoint(source)
    values = {}
    for key in reader.get_variable_to_dtype_map():
        values[key] = tf.Variable(reader.get_tensor(key))
    return tf.train.Checkpoint(vars=values).save(destination)


tf.train.Checkpoint(a=tf.Variable([1.0, 2.0]), net={"b": tf.Variable(3)}).write("./old")
convert("./old", "./new")
