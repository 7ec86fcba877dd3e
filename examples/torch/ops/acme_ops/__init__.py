"""Kernels that the images bring."""

from acme_ops._ops import scale

__all__ = ["scale"]
