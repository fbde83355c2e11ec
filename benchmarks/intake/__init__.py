"""How many reports the public face takes at once, and what a flood does to it, on SQLite and on PostgreSQL."""
