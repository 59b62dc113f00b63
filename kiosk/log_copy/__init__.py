"""Logs for the operator, carried away on a stick: sealed to the operator's key, on one that is allowed."""
