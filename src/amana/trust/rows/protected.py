"""The tables whose rows are given by policy, in the order in which policies refer to each other."""

PROTECTED: tuple[str, ...] = ()
