"""How the operator sees the terminal from afar: states and counters by MQTT v5, orders that come back.

The one room that speaks MQTT. It knows no visit and no screen, and carries nothing of a person.
"""
