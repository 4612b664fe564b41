"""Education providers as relevant agencies."""
