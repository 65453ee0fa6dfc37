"""Find the routines in logs of screen work, and say what automating each would save."""

__version__ = "0.1.0"
