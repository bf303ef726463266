"""Learns from the library's ratings and writes each reader's list; meets the web only in the database."""
