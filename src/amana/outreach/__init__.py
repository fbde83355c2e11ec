"""Prevention: roadshows, information sessions, trainings and forums, planned, held and counted.

It keeps counts of people, never their names. Only a training has a register: its names are sealed to the unit of the
officer who keeps it. A person who speaks up during a session gets a sign of her own; here only the number stays.
"""
