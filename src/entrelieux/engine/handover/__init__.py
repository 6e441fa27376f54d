"""From a consent to an outcome: how a hand-over moves, who is reminded when, what is masked."""
