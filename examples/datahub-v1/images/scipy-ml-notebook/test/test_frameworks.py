"""Both frameworks load in one process, without a GPU; what they do on one is `gpu.py`."""

import unittest


class Frameworks(unittest.TestCase):
    def test_torch(self):
        import torch

        product = torch.ones(2, 3) @ torch.ones(3, 4)
        self.assertEqual(float(product.sum()), 24.0)
        self.assertIsNotNone(torch.version.cuda, "this torch was built without CUDA")

    def test_tensorflow(self):
        import tensorflow

        product = tensorflow.ones((2, 3)) @ tensorflow.ones((3, 4))
        self.assertEqual(float(tensorflow.reduce_sum(product)), 24.0)
        self.assertTrue(tensorflow.test.is_built_with_cuda())

    def test_pictures(self):
        import cv2
        import PIL
        import pycocotools

        self.assertTrue(all((cv2, PIL, pycocotools)))
