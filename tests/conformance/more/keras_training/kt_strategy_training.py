"""A model, its optimizer and a step under a strategy: keys as without one."""
import tensorflow as tf

strategy = tf.distribute.OneDeviceStrategy("CPU:0")
with strategy.scope():
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
    optimizer = tf.keras.optimizers.SGD(0.1, momentum=0.9)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer)


def replica_step(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
    return loss


@tf.function
def step(x):
    per_replica = strategy.run(replica_step, args=(x,))
    return strategy.reduce(tf.distribute.ReduceOp.SUM, per_replica, axis=None)


for batch in strategy.experimental_distribute_dataset(tf.data.Dataset.from_tensor_slices(tf.ones([4, 2])).batch(2)):
    step(batch)
checkpoint.save("strategy/ck")
