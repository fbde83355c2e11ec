"""The people of the story and what each of them does in it; `cast` has everybody."""
