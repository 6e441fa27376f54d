"""The same place twice: pairs proposed to people, what they say of them, and what it shows."""
