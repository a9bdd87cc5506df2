"""What several articles say of one thing: the same, in other words, or something else."""
