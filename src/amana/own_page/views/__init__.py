"""The two faces of a person's own page: hers, at the public face, and the desk's."""
