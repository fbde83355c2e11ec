"""Names of the steps of the procedure that this room speaks of; every pack has them under these ids."""

START_PLAN, START_OTHER_PLAN = "t11", "t33"
CHOOSE_SOLUTION, PREPARE_RETURN = "t21", "t22"
HAND_OVER_ABROAD, RECORD_ARRIVAL = "t24", "t25"
ASK_IDENTIFICATION, RECORD_IDENTIFICATION, REFUSED, ASK_JUDGE_AGAIN = "t13", "t16", "t17", "t18"
PROPOSE_TO_CLOSE, CLOSE, CLOSE_CONTACT_LOST = "t28", "t29", "t31"
