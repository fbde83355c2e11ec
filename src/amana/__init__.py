"""Amana: from a sign to safety. The rooms, from the shell above to the country packs below, are described in
docs/understand/rooms.md; a room imports only from lines below its own."""
