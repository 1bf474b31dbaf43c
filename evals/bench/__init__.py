"""``make bench``: what the assistant costs, as ratios of what was measured in the same run."""
