"""Readers and staff as the office keeps them: the list, what may be done to an account, and two that are one."""
