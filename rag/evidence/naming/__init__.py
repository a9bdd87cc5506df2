"""Who and what is named: people, their offices, other spellings, and whom a pronoun means."""
