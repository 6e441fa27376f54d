"""Which few interlocutors answer all of a person's needs, and what does each choice cost?"""
