"""BERT-style fine-tuning with its own Adam in the graph and an assignment map from a regular expression."""
import collections
import copy
import json
import re
import tensorflow as tf

class Config(object):
    def __init__(self, vocab_size=30, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16, max_position_embeddings=12, type_vocab_size=2, initializer_range=0.02):
        self.__dict__.update({k: v for k, v in locals().items() if k != "self"})
    @classmethod
    def from_dict(cls, json_object):
        config = Config(vocab_size=None)
        for key, value in json_object.items():
            config.__dict__[key] = value
        return config
    def to_dict(self):
        return copy.deepcopy(self.__dict__)

def init(r=0.02):
    return tf.truncated_normal_initializer(stddev=r)

def layer_norm(x, name=None):
    return tf.contrib.layers.layer_norm(inputs=x, begin_norm_axis=-1, begin_params_axis=-1, scope=name)

class BertModel(object):
    def __init__(self, config, ids, scope=None):
        config = copy.deepcopy(config)
        with tf.variable_scope(scope, default_name="bert"):
            with tf.variable_scope("embeddings"):
                table = tf.get_variable("word_embeddings", [config.vocab_size, config.hidden_size], initializer=init())
                out = tf.nn.embedding_lookup(table, ids)
                token = tf.get_variable(name="token_type_embeddings", shape=[config.type_vocab_size, config.hidden_size], initializer=init())
                out += tf.reshape(tf.matmul(tf.one_hot(tf.reshape(tf.zeros_like(ids), [-1]), depth=config.type_vocab_size), token), tf.shape(out))
                with tf.control_dependencies([tf.assert_less_equal(tf.shape(ids)[1], config.max_position_embeddings)]):
                    full = tf.get_variable("position_embeddings", [config.max_position_embeddings, config.hidden_size], initializer=init())
                    out += tf.slice(full, [0, 0], [ids.shape[1].value, -1])
                out = tf.nn.dropout(layer_norm(out), 0.9)
            with tf.variable_scope("encoder"):
                prev = tf.reshape(out, [-1, config.hidden_size])
                for i in range(config.num_hidden_layers):
                    with tf.variable_scope("layer_%d" % i):
                        with tf.variable_scope("attention"):
                            with tf.variable_scope("self"):
                                q, k, v = [tf.layers.dense(prev, config.hidden_size, name=n, kernel_initializer=init()) for n in ("query", "key", "value")]
                            with tf.variable_scope("output"):
                                att = layer_norm(tf.layers.dense(q + k + v, config.hidden_size, kernel_initializer=init()) + prev)
                        with tf.variable_scope("intermediate"):
                            mid = tf.layers.dense(att, config.intermediate_size, activation=tf.nn.relu, kernel_initializer=init())
                        with tf.variable_scope("output"):
                            prev = layer_norm(tf.layers.dense(mid, config.hidden_size, kernel_initializer=init()) + att)
            self.sequence = tf.reshape(prev, [-1, ids.shape[1].value, config.hidden_size])
            with tf.variable_scope("pooler"):
                self.pooled = tf.layers.dense(tf.squeeze(self.sequence[:, 0:1, :], axis=1), config.hidden_size, activation=tf.tanh)

class AdamWeightDecayOptimizer(tf.train.Optimizer):
    def __init__(self, learning_rate, weight_decay_rate=0.0, beta_1=0.9, beta_2=0.999, epsilon=1e-6, exclude_from_weight_decay=None, name="AdamWeightDecayOptimizer"):
        super(AdamWeightDecayOptimizer, self).__init__(False, name)
        self.lr, self.beta_1, self.beta_2, self.epsilon = learning_rate, beta_1, beta_2, epsilon
    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        assignments = []
        for grad, param in grads_and_vars:
            if grad is None or param is None:
                continue
            param_name = self._get_variable_name(param.name)
            m = tf.get_variable(name=param_name + "/adam_m", shape=param.shape.as_list(), dtype=tf.float32, trainable=False, initializer=tf.zeros_initializer())
            v = tf.get_variable(name=param_name + "/adam_v", shape=param.shape.as_list(), dtype=tf.float32, trainable=False, initializer=tf.zeros_initializer())
            next_m = tf.multiply(self.beta_1, m) + tf.multiply(1.0 - self.beta_1, grad)
            assignments.extend([param.assign(param - self.lr * next_m), m.assign(next_m), v.assign(v)])
        return tf.group(*assignments, name=name)
    def _get_variable_name(self, param_name):
        m = re.match("^(.*):\\d+$", param_name)
        return m.group(1) if m is not None else param_name

config = Config.from_dict(json.loads('{"vocab_size": 30, "hidden_size": 8, "num_hidden_layers": 1}'))
with tf.Graph().as_default(), tf.Session() as sess:
    BertModel(config, tf.zeros([2, 6], tf.int32))
    tf.get_variable("cls/predictions/output_bias", [30])
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "pretrained/bert_model.ckpt")

ids = tf.placeholder(tf.int32, [2, 6])
model = BertModel(config, ids)
w = tf.get_variable("output_weights", [3, config.hidden_size], initializer=init())
b = tf.get_variable("output_bias", [3], initializer=tf.zeros_initializer())
with tf.variable_scope("loss"):
    logits = tf.nn.bias_add(tf.matmul(model.pooled, w, transpose_b=True), b)
    loss = tf.reduce_mean(-tf.reduce_sum(tf.one_hot([0, 1], depth=3) * tf.nn.log_softmax(logits), axis=-1))

def get_assignment_map(tvars, checkpoint):
    initialized, name_to_variable = {}, collections.OrderedDict()
    for var in tvars:
        m = re.match("^(.*):\\d+$", var.name)
        name_to_variable[m.group(1) if m else var.name] = var
    assignment_map = collections.OrderedDict()
    for x in tf.train.list_variables(checkpoint):
        name, _ = x[0], x[1]
        if name not in name_to_variable:
            continue
        assignment_map[name] = name
        initialized[name] = initialized[name + ":0"] = 1
    return assignment_map, initialized

tvars = tf.trainable_variables()
assignment_map, names = get_assignment_map(tvars, "pretrained/bert_model.ckpt")
tf.train.init_from_checkpoint("pretrained/bert_model.ckpt", assignment_map)
global_step = tf.train.get_or_create_global_step()
lr = tf.train.polynomial_decay(tf.constant(5e-5), global_step, 100, end_learning_rate=0.0, power=1.0, cycle=False)
optimizer = AdamWeightDecayOptimizer(lr, exclude_from_weight_decay=["LayerNorm", "layer_norm", "bias"])
grads, _ = tf.clip_by_global_norm(tf.gradients(loss, tvars), clip_norm=1.0)
train_op = tf.group(optimizer.apply_gradients(zip(grads, tvars), global_step=global_step), [global_step.assign(global_step + 1)])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver(max_to_keep=1).save(sess, "out/model.ckpt", global_step=global_step)
