"""How well case finding finds virtual children whose truth is known."""
