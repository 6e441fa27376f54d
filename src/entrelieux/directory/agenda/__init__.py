"""Who is present where and when: permanences, their exceptions, their calendar (MSP3)."""
