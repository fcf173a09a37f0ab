"""A character model whose cell class comes from an argument, in an old decoder."""
import argparse
import tensorflow as tf
from tensorflow.contrib import rnn
from tensorflow.contrib import legacy_seq2seq

parser = argparse.ArgumentParser()
parser.add_argument("--rnn_size", type=int, default=8)
parser.add_argument("--num_layers", type=int, default=2)
parser.add_argument("--model", type=str, default="nas")
parser.add_argument("--seq_length", type=int, default=3)
parser.add_argument("--batch_size", type=int, default=2)
parser.add_argument("--vocab_size", type=int, default=9)
args = parser.parse_args([])


class Model():
    def __init__(self, args, training=True):
        self.args = args
        if args.model == "rnn":
            cell_fn = rnn.BasicRNNCell
        elif args.model == "gru":
            cell_fn = rnn.GRUCell
        elif args.model == "lstm":
            cell_fn = rnn.BasicLSTMCell
        elif args.model == "nas":
            cell_fn = rnn.NASCell
        else:
            raise Exception("model type not supported: {}".format(args.model))
        cells = []
        for _ in range(args.num_layers):
            cell = cell_fn(args.rnn_size)
            if training:
                cell = rnn.DropoutWrapper(cell, input_keep_prob=0.9, output_keep_prob=0.9)
            cells.append(cell)
        self.cell = cell = rnn.MultiRNNCell(cells, state_is_tuple=True)
        self.input_data = tf.placeholder(tf.int32, [args.batch_size, args.seq_length])
        self.targets = tf.placeholder(tf.int32, [args.batch_size, args.seq_length])
        self.initial_state = cell.zero_state(args.batch_size, tf.float32)
        with tf.variable_scope("rnnlm"):
            softmax_w = tf.get_variable("softmax_w", [args.rnn_size, args.vocab_size])
            softmax_b = tf.get_variable("softmax_b", [args.vocab_size])
        embedding = tf.get_variable("embedding", [args.vocab_size, args.rnn_size])
        inputs = tf.nn.embedding_lookup(embedding, self.input_data)
        if training:
            inputs = tf.nn.dropout(inputs, 0.9)
        inputs = tf.split(inputs, args.seq_length, 1)
        inputs = [tf.squeeze(input_, [1]) for input_ in inputs]

        def loop(prev, _):
            prev = tf.matmul(prev, softmax_w) + softmax_b
            prev_symbol = tf.stop_gradient(tf.argmax(prev, 1))
            return tf.nn.embedding_lookup(embedding, prev_symbol)

        outputs, last_state = legacy_seq2seq.rnn_decoder(inputs, self.initial_state, cell, loop_function=loop if not training else None, scope="rnnlm")
        output = tf.reshape(tf.concat(outputs, 1), [-1, args.rnn_size])
        self.logits = tf.matmul(output, softmax_w) + softmax_b
        loss = legacy_seq2seq.sequence_loss_by_example([self.logits], [tf.reshape(self.targets, [-1])], [tf.ones([args.batch_size * args.seq_length])])
        with tf.name_scope("cost"):
            self.cost = tf.reduce_sum(loss) / args.batch_size / args.seq_length
        self.final_state = last_state
        self.lr = tf.Variable(0.0, trainable=False)
        tvars = tf.trainable_variables()
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.cost, tvars), 5.0)
        with tf.name_scope("optimizer"):
            optimizer = tf.train.AdamOptimizer(self.lr)
        self.train_op = optimizer.apply_gradients(zip(grads, tvars))


model = Model(args)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver(tf.global_variables()).save(sess, "char")
