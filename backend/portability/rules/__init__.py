"""What files of other sites say, and which book they mean, whatever the database."""
