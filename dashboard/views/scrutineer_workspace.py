"""The scrutineer's investigations; partners read what was concluded."""

from dashboard import figure

figure.heading("Investigations", "")
