"""A class of the program that derives from Checkpoint tracks its own attributes too."""
import tensorflow as tf


class Training(tf.train.Checkpoint):
    def __init__(self, **objects):
        super().__init__(**objects)
        self.extra = tf.Variable([1.0, 2.0])


Training(step=tf.Variable(0)).save("own/ck")
