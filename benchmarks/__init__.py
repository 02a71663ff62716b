"""Speed as ratios of commands that run side by side: ``python -m benchmarks.record``."""
