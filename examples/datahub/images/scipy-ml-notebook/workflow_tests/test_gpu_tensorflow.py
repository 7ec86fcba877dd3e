"""TensorFlow on the GPU of a node, in the images that have it."""

import pytest

tf = pytest.importorskip("tensorflow")


def test_device_is_found():
    assert tf.config.list_physical_devices("GPU")


def test_multiplies_there():
    with tf.device("/GPU:0"):
        a = tf.ones((256, 256))
        assert float(tf.reduce_sum(a @ a)) == 256.0**3
