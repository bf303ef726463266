"""Reading policies, cards, holds, loans and fines. Import from the modules: each is a subject of its own."""
