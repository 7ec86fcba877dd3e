"""TensorFlow and Keras without a GPU, and the old Keras for transformers."""

import keras
import tensorflow as tf
import tf_keras


def test_multiplies():
    assert float(tf.reduce_sum(tf.ones((2, 3)) @ tf.ones((3, 4)))) == 24.0


def test_is_built_with_cuda():
    assert tf.test.is_built_with_cuda()


def test_both_keras_are_there():
    assert keras.__version__.startswith("3.")
    assert tf_keras.__version__.startswith("2.")
