"""`make bench`: figures of this machine, each beside a peer or a limit measured or stated in the same run."""
