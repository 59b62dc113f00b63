"""What each set photographs: from a number to a shot, by chance that is the same every time."""
