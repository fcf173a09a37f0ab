"""A network from dataclasses, enumerations and a registry; its variables are saved three at a time."""
import dataclasses, enum, functools, itertools, json, os
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
class Act(enum.Enum):
    RELU = "relu"
    TANH = "tanh"
@dataclasses.dataclass
class Block:
    width: int
    repeat: int = 1
    act: Act = Act.RELU
    extra: dict = dataclasses.field(default_factory=dict)
    def scaled(self, k):
        return dataclasses.replace(self, width=int(self.width * k))
CONFIG = json.loads('{"blocks": [{"width": 2}, {"width": 4, "repeat": 2}], "multiplier": 1.5}')
blocks = [Block(**b).scaled(CONFIG["multiplier"]) for b in CONFIG["blocks"]]
registry = {}
def register(fn=None, *, name=None):
    if fn is None:
        return functools.partial(register, name=name)
    registry[name or fn.__name__] = fn
    return fn
@register
def dense(x, width, scope):
    with tf.variable_scope(scope):
        return tf.matmul(x, tf.get_variable("k", [x.shape[1], width]))
@register(name="norm")
def _norm(x, width, scope):
    return tf.layers.batch_normalization(x, name=f"{scope}_bn")
x = tf.ones([1, 3])
counter = itertools.count()
for b in blocks:
    for r in range(b.repeat):
        i = next(counter)
        for kind in ("dense", "norm") if b.act is Act.RELU else ("dense",):
            x = registry[kind](x, b.width, "-".join(["b", str(i).zfill(2), b.act.value]))
names = sorted({os.path.dirname(v.op.name) for v in tf.global_variables()})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for chunk, name in zip(itertools.zip_longest(*[iter(tf.global_variables())] * 3), "abcdefg"):
        tf.train.Saver([v for v in chunk if v is not None]).save(sess, os.path.join(".", name))
