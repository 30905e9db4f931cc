"""Figures of this machine: each module measures one thing and runs by itself, `python -m benchmarks.pages`."""
