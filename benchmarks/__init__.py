"""What PROMISES L1–L10 measure: ``python -m benchmarks NAME``. Absolute figures live here, not in tests."""
