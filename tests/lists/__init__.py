"""Lists across rooms: what an address may ask of them, and what it does not get."""
