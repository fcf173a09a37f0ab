"""What an editor or a command line shows, as plain data in offsets."""
