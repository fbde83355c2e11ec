"""The person's file: the procedure with its two places, identification and help, the sections of the case, steps,
milestones and the story.

Every move is one of the pack's transitions and says who decided and who recorded it.
"""
