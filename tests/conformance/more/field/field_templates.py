"""Templates: the scope is that of the first call, or of the making with create_scope_now_; custom getters rename; variables lists them."""
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [2, 3])


def linear(inputs, units, name="w"):
    width = inputs.get_shape().as_list()[-1]
    plain = tf.Variable(tf.zeros([1]), name="plain", trainable=False)
    return tf.matmul(inputs, tf.get_variable(name, [width, units])) + plain


def shouting(getter, name, *args, **kwargs):
    return getter(name + "_loud", *args, **kwargs)


with tf.variable_scope("maker"):
    late = tf.make_template("late", linear, units=3)
    early = tf.make_template("early", linear, create_scope_now_=True, units=3)
    loud = tf.make_template("loud", linear, custom_getter_=shouting, units=3)
    fixed = tf.make_template("ignored", linear, unique_name_="fixed", units=3)
print(late.variable_scope, early.variable_scope.name, early.variables)
with tf.variable_scope("caller"):
    y = late(early(x))
    y = late(early(y))
    y = fixed(loud(y))
with tf.variable_scope("other"):
    y = tf.make_template("late", linear)(y, 4)
again = tf.make_template("early", linear, create_scope_now_=True, units=2)
z = again(y)
for template in (late, early, again):
    counts = [len(template.variables), len(template.trainable_variables)]
    tf.get_variable("of_" + template.variable_scope.name.replace("/", "_"), counts)
tf.get_variable("scope_" + early.variable_scope_name.replace("/", "_"), [1])
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    saver.save(sess, "./model.ckpt")
