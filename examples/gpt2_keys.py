"""GPT-2 (124M) as the package gpt-2-simple builds it, saved with a TF1 Saver."""

import os

import tensorflow.compat.v1 as tf
from gpt_2_simple.src import model

tf.disable_eager_execution()

hparams = model.default_hparams()
hparams.n_vocab = 50257
tokens = tf.placeholder(tf.int32, [1, 16])
output = model.model(hparams=hparams, X=tokens, gpus=[])

saver = tf.train.Saver()
os.makedirs("checkpoints/run1", exist_ok=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "checkpoints/run1/model")
