"""From what a person says to plans, and to the next person."""
