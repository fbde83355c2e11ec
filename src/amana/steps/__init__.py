"""Steps: taken by those whom the pack names, confirmed by a second person, shown on a page for every machine alike.

Nouns: step (who decided, who recorded, from where to where), subject (a procedure, a referral, a proceeding, a letter),
way (in person, on paper, by word), entry (what waits for a second person), proof (that its details were on the page).
Promises: nothing moves but by a step; a decision of somebody who does not sign in counts when a second person has
confirmed it; nothing is confirmed that was not on the page of the one who confirms; a withdrawal counts at once.
"""
