"""Compiled parts of the road engine: arrays in and out, one module for each moment of use."""
