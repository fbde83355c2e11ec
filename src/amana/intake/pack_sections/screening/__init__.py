"""What a pack says of screening: what is asked and in which words, the observation card, the rules that give advice."""
