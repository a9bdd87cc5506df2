"""How English news says things: words that hint, amounts, days, speech, and where one may cut."""
