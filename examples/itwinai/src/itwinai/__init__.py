"""A stand-in for the real package: enough to install, to import and to check."""

from importlib.metadata import version

__version__ = version("itwinai")
