"""What is noted about a person besides the interview: needs, incidents of violence, a child; and the tasks that follow.

Nouns: assessment (a page of needs, an incident, the notice about a child), finding, task with its clocks. Promises:
care comes first, and the type of an incident decides no help; an answer that nobody gave is never a no; authorities are
notified of a child within the time of the pack, with what is known then; words are sealed like those of the sign.
"""
