"""Who may look after a terminal: their cards, their PINs, their tries. Knows no screen and no visit."""
