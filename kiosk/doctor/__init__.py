"""Is the terminal fit for the day? One list of checks for the shell, the readiness report and from afar."""
