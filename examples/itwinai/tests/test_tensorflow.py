import pytest

pytestmark = pytest.mark.tensorflow


def test_learns_a_line():
    import numpy as np
    import tensorflow as tf

    tf.random.set_seed(0)
    x = np.linspace(-1, 1, 64, dtype="float32").reshape(-1, 1)
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.compile(optimizer=tf.keras.optimizers.SGD(0.2), loss="mse")
    history = model.fit(x, 2 * x - 1, epochs=60, verbose=0)
    assert history.history["loss"][-1] < 1e-2
