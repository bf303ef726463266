"""Models measured side by side on the library's data and on public data sets, with peers from elsewhere."""
