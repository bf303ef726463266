"""What becomes of an account's things when it turns out to be somebody's second one."""
