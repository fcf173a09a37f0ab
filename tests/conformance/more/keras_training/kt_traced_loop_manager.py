"""A training loop in a tf.function over a dataset, with a manager."""
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(4, activation="relu"), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(0.1, 100))
data = tf.data.Dataset.from_tensor_slices((tf.ones([8, 3]), tf.ones([8, 1]))).batch(4)
checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, epoch=tf.Variable(0, dtype=tf.int64))
manager = tf.train.CheckpointManager(checkpoint, "loop", max_to_keep=2)
checkpoint.restore(manager.latest_checkpoint)


@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - model(x, training=True)))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    return loss


for _ in range(2):
    for x, y in data:
        step(x, y)
    checkpoint.epoch.assign_add(1)
    manager.save()
