"""Benchmarks: speed and accuracy, one command each."""
