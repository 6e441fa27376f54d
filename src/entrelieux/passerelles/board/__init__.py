"""The board of a territory: what nobody could answer, and how hand-overs go (MSP2)."""
