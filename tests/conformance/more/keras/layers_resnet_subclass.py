"""A subclassed ResNet of Sequential stacks, built by build() and by a call."""

import tensorflow as tf

L = tf.keras.layers
strategy_units = [8, 4]


class ResBlock(tf.keras.Model):
    def __init__(self, filters, stride=1, **kwargs):
        super().__init__(**kwargs)
        self.conv1 = L.Conv2D(filters, 3, stride, padding="same", use_bias=False)
        self.bn1 = L.BatchNormalization()
        self.conv2 = L.Conv2D(filters, 3, 1, padding="same", use_bias=False)
        self.bn2 = L.BatchNormalization()
        if stride != 1:
            self.downsample = tf.keras.Sequential()
            self.downsample.add(L.Conv2D(filters, 1, stride))
            self.downsample.add(L.BatchNormalization())
        else:
            self.downsample = lambda x: x

    def call(self, inputs, training=None):
        residual = self.downsample(inputs)
        x = tf.nn.relu(self.bn1(self.conv1(inputs), training=training))
        x = self.bn2(self.conv2(x), training=training)
        return tf.nn.relu(x + residual)


def make_layer(filters, blocks, stride):
    seq = tf.keras.Sequential()
    seq.add(ResBlock(filters, stride))
    for _ in range(1, blocks):
        seq.add(ResBlock(filters))
    return seq


class ResNet(tf.keras.Model):
    def __init__(self, counts, classes):
        super().__init__()
        self.stem = tf.keras.Sequential([L.Conv2D(4, 3), L.BatchNormalization(), L.Activation("relu"), L.MaxPool2D(2)])
        self.layer1 = make_layer(4, counts[0], 1)
        self.layer2 = make_layer(8, counts[1], 2)
        self.pool = L.GlobalAveragePooling2D()
        self.fc = L.Dense(classes, activation="softmax")

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        x = self.layer1(x, training=training)
        x = self.layer2(x, training=training)
        return self.fc(self.pool(x))


model = ResNet([1, 2], 5)
model.build(input_shape=(None, 16, 16, 3))
tf.train.Checkpoint(model=model).save("r/ck")
print(len(model.trainable_variables))
other = ResNet([1, 1], 3)
other(tf.random.normal([1, 16, 16, 3]))
tf.train.Checkpoint(model=other).write("o")
print([w.name for w in other.weights][:6])
