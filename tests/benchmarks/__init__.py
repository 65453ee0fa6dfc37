"""Tests of the benchmarks: what they draw, and that they count right."""
