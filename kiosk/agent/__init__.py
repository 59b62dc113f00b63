"""The process that alone has the network and the terminal's key.

It signs and forwards what the screens' process sends over a Unix socket, empties the outbox, keeps the guide
store filled and reports health. It touches no device and knows no visit.
"""
