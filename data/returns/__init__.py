"""What each partner's return holds: one declaration gives its layout, its template and its table."""
