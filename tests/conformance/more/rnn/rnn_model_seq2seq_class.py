"""An encoder and decoder in a class: unused mechanism, input feeding, residual cells."""
import tensorflow as tf


class Seq2SeqModel:
    def __init__(self, config, mode):
        self.config = config
        self.mode = mode
        self.cell_type = config["cell_type"]
        self.hidden_units = config["hidden_units"]
        self.depth = config["depth"]
        self.use_beamsearch_decode = False
        self.global_step = tf.Variable(0, trainable=False, name="global_step")
        self.global_epoch_step = tf.Variable(0, trainable=False, name="global_epoch_step")
        self.global_epoch_step_op = tf.assign(self.global_epoch_step, self.global_epoch_step + 1)
        self.encoder_inputs = tf.placeholder(dtype=tf.int32, shape=(None, None), name="encoder_inputs")
        self.encoder_inputs_length = tf.placeholder(dtype=tf.int32, shape=(None,), name="encoder_inputs_length")
        self.batch_size = tf.shape(self.encoder_inputs)[0]
        self.decoder_inputs = tf.placeholder(dtype=tf.int32, shape=(None, None), name="decoder_inputs")
        self.decoder_inputs_length = tf.placeholder(dtype=tf.int32, shape=(None,), name="decoder_inputs_length")
        decoder_start_token = tf.ones(shape=[self.batch_size, 1], dtype=tf.int32) * 1
        self.decoder_inputs_train = tf.concat([decoder_start_token, self.decoder_inputs], axis=1)
        self.decoder_inputs_length_train = self.decoder_inputs_length + 1
        self.build_encoder()
        self.build_decoder()

    def build_single_cell(self):
        cell_type = tf.contrib.rnn.LSTMCell
        if self.cell_type.lower() == "gru":
            cell_type = tf.contrib.rnn.GRUCell
        cell = cell_type(self.hidden_units)
        cell = tf.contrib.rnn.DropoutWrapper(cell, dtype=tf.float32, output_keep_prob=0.9)
        if self.config["use_residual"]:
            cell = tf.contrib.rnn.ResidualWrapper(cell)
        return cell

    def build_encoder(self):
        with tf.variable_scope("encoder"):
            self.encoder_cell = tf.contrib.rnn.MultiRNNCell([self.build_single_cell() for i in range(self.depth)])
            sqrt3 = 3 ** 0.5
            initializer = tf.random_uniform_initializer(-sqrt3, sqrt3, dtype=tf.float32)
            self.encoder_embeddings = tf.get_variable(name="embedding", shape=[30, 6], initializer=initializer, dtype=tf.float32)
            embedded = tf.nn.embedding_lookup(params=self.encoder_embeddings, ids=self.encoder_inputs)
            input_layer = tf.layers.Dense(self.hidden_units, dtype=tf.float32, name="input_projection")
            embedded = input_layer(embedded)
            self.encoder_outputs, self.encoder_last_state = tf.nn.dynamic_rnn(cell=self.encoder_cell, inputs=embedded, sequence_length=self.encoder_inputs_length, dtype=tf.float32, time_major=False)

    def build_decoder(self):
        with tf.variable_scope("decoder"):
            self.decoder_cell, self.decoder_initial_state = self.build_decoder_cell()
            self.decoder_embeddings = tf.get_variable(name="embedding", shape=[31, 6], dtype=tf.float32)
            input_layer = tf.layers.Dense(self.hidden_units, dtype=tf.float32, name="input_projection")
            output_layer = tf.layers.Dense(31, name="output_projection")
            embedded = input_layer(tf.nn.embedding_lookup(params=self.decoder_embeddings, ids=self.decoder_inputs_train))
            helper = tf.contrib.seq2seq.TrainingHelper(inputs=embedded, sequence_length=self.decoder_inputs_length_train, time_major=False, name="training_helper")
            decoder = tf.contrib.seq2seq.BasicDecoder(cell=self.decoder_cell, helper=helper, initial_state=self.decoder_initial_state, output_layer=output_layer)
            max_len = tf.reduce_max(self.decoder_inputs_length_train)
            outputs, state, lengths = tf.contrib.seq2seq.dynamic_decode(decoder=decoder, output_time_major=False, impute_finished=True, maximum_iterations=max_len)
            logits = tf.identity(outputs.rnn_output)
            masks = tf.sequence_mask(lengths=self.decoder_inputs_length_train, maxlen=max_len, dtype=tf.float32)
            self.loss = tf.contrib.seq2seq.sequence_loss(logits=logits, targets=self.decoder_inputs_train, weights=masks)
            opt = tf.train.AdadeltaOptimizer(learning_rate=0.1)
            params = tf.trainable_variables()
            clipped, _ = tf.clip_by_global_norm(tf.gradients(self.loss, params), 1.0)
            self.updates = opt.apply_gradients(zip(clipped, params), global_step=self.global_step)

    def build_decoder_cell(self):
        encoder_outputs, last_state = self.encoder_outputs, self.encoder_last_state
        self.attention_mechanism = tf.contrib.seq2seq.BahdanauAttention(num_units=self.hidden_units, memory=encoder_outputs, memory_sequence_length=self.encoder_inputs_length)
        if self.config["attention_type"].lower() == "luong":
            self.attention_mechanism = tf.contrib.seq2seq.LuongAttention(num_units=self.hidden_units, memory=encoder_outputs, memory_sequence_length=self.encoder_inputs_length)
        self.decoder_cell_list = [self.build_single_cell() for i in range(self.depth)]

        def attn_decoder_input_fn(inputs, attention):
            if not self.config["attn_input_feeding"]:
                return inputs
            _input_layer = tf.layers.Dense(self.hidden_units, dtype=tf.float32, name="attn_input_feeding")
            return _input_layer(tf.concat([inputs, attention], -1))

        self.decoder_cell_list[-1] = tf.contrib.seq2seq.AttentionWrapper(cell=self.decoder_cell_list[-1], attention_mechanism=self.attention_mechanism, attention_layer_size=self.hidden_units, cell_input_fn=attn_decoder_input_fn, initial_cell_state=last_state[-1], alignment_history=False, name="Attention_Wrapper")
        initial_state = [state for state in last_state]
        initial_state[-1] = self.decoder_cell_list[-1].zero_state(batch_size=self.batch_size, dtype=tf.float32)
        return tf.contrib.rnn.MultiRNNCell(self.decoder_cell_list), tuple(initial_state)


model = Seq2SeqModel(dict(cell_type="lstm", hidden_units=6, depth=2, use_residual=True, attention_type="luong", attn_input_feeding=True), "train")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    tf.train.Saver().save(sess, "s2s", global_step=model.global_step)
