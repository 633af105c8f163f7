"""Speed as ratios: Khlang beside bare baselines, on the same database, durability, machine and minute."""
