"""Names of the steps of the procedure that this room speaks of; every pack has them under these ids."""

START_PLAN, START_OTHER_PLAN = "t11", "t33"
CHOOSE_SOLUTION = "t21"
HAND_OVER_ABROAD, RECORD_ARRIVAL = "t24", "t25"
RECORD_IDENTIFICATION, REFUSED, ASK_JUDGE_AGAIN = "t16", "t17", "t18"
PROPOSE_TO_CLOSE, CLOSE = "t28", "t29"
