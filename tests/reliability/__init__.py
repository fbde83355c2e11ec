"""Processes are killed, disks fill, clocks jump, neighbours are away: nothing acknowledged is lost, and nothing shut opens."""
