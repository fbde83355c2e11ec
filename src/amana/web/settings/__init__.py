"""Settings by process: `desk` and `public` for a running instance, `test` for the tests."""
