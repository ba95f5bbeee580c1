"""The version of sivoice."""

__version__ = "0.1.0"
