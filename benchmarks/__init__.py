"""The benchmarks: python -m benchmarks (make bench)."""
